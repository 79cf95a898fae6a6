import { visible } from '../../core/render/visible.ts';
import type { Check, CheckStatus, Section } from './check.ts';

const MARKS: Record<CheckStatus, string> = { ok: '✓', warning: '!', wrong: '✗', off: '–' };

const COLORS: Record<CheckStatus, string> = {
  ok: '\u001b[32m',
  warning: '\u001b[33m',
  wrong: '\u001b[31m',
  off: '\u001b[2m',
};

/** The checks for people: a line each, the way out below what is amiss, and a last word. */
export function doctorText(sections: readonly Section[], color: boolean): string {
  const width = Math.max(
    ...sections.flatMap(({ checks }) => checks.map(({ name }) => name.length)),
  );
  const line = ({ name, status, says, fix }: Check): string => {
    const mark = color ? `${COLORS[status]}${MARKS[status]}\u001b[0m` : MARKS[status];
    const way =
      fix === undefined || status === 'ok' ? '' : `\n${' '.repeat(width + 6)}→ ${visible(fix)}`;
    return `  ${mark} ${name.padEnd(width)}  ${visible(says)}${way}\n`;
  };
  const parts = sections.map(({ title, checks }) => `${title}\n${checks.map(line).join('')}`);
  return `${parts.join('\n')}\n${lastWord(sections)}\n`;
}

/** The checks for programs. */
export function doctorJson(sections: readonly Section[]): string {
  const value = { schema: 'backline.doctor/1', ok: !somethingStops(sections), sections };
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function somethingStops(sections: readonly Section[]): boolean {
  return count(sections, 'wrong') > 0;
}

function count(sections: readonly Section[], status: CheckStatus): number {
  return sections.flatMap(({ checks }) => checks).filter((check) => check.status === status).length;
}

function lastWord(sections: readonly Section[]): string {
  const [stops, warnings] = [count(sections, 'wrong'), count(sections, 'warning')];
  if (stops > 0) return `${stops} ${stops === 1 ? 'thing stops' : 'things stop'} work.`;
  if (warnings === 0) return 'All is well.';
  return `It works; ${warnings} ${warnings === 1 ? 'thing is' : 'things are'} worth a look.`;
}
