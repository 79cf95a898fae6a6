import type { Finding } from '../finding/finding.ts';
import { clip, columns, wrap } from './columns.ts';
import { fixRows, renderFix } from './fix.ts';
import type { Messages } from './messages.ts';
import type { Palette } from './palette.ts';
import { layProse, oneLine } from './prose.ts';
import { renderSnippet, type CodeRows } from './snippet.ts';
import { visible } from './visible.ts';

/** What the terminal renderers share. `width` is in columns. */
export interface TerminalView {
  words: Messages;
  palette: Palette;
  width: number;
  verbose: boolean;
  rows: CodeRows;
}

/** Lines of an approach that are shown unless everything is asked for. */
const SHORT = 3;

/** One finding in full: title, place, code, what is wrong, the fix, the rest. */
export function renderFinding(finding: Finding, view: TerminalView): string[] {
  const { words, palette, width, verbose } = view;
  const lines = [...title(finding, view), ...place(finding, view)];
  if (finding.anchor === 'line') lines.push(...renderSnippet(finding, view.rows, palette, width));
  lines.push('');
  lines.push(...indent(layProse(finding.body, width - 2)));

  if (finding.suggestion) {
    const { suggestion } = finding;
    const name = suggestion.code === '' ? `${words.fix}: ${words.deleteLines}` : words.fix;
    lines.push('', `  ${palette.strong(`${name}:`)}`);
    lines.push(...indent(renderFix(fixRows(finding, suggestion, view.rows), palette, width - 2)));
  }
  const details = detailBlocks(finding, view);
  if (details.length > 0) lines.push('', ...details);
  lines.push('', ...notes(finding, view));
  return verbose ? [...lines, ...evidence(finding, view)] : lines;
}

/** `path:line`, as terminals and editors turn it into a link. */
export function location(path: string, line: number | null): string {
  return line === null ? visible(path) : `${visible(path)}:${line}`;
}

function title(finding: Finding, { words, palette, width }: TerminalView): string[] {
  const label = `${words.severity[finding.severity]}[${words.category[finding.category]}]`;
  const lead = columns(label) + 2;
  const [first = '', ...rest] = wrap(`${'x'.repeat(lead - 1)} ${oneLine(finding.title)}`, width);
  return [
    `${palette.severity[finding.severity](label)}${palette.strong(`: ${first.slice(lead)}`)}`,
    ...rest.map((line) => palette.strong(line)),
  ];
}

function place(finding: Finding, { words, palette, width }: TerminalView): string[] {
  const { path, line, startLine, anchor, side } = finding;
  const at = location(path, anchor === 'line' ? startLine : null);
  const until = anchor === 'line' && startLine !== line ? `-${line}` : '';
  const reason = oneLine(finding.anchorReason ?? words.noReason);
  const why = {
    line: side === 'LEFT' ? `(${words.removedLine})` : '',
    file: `(${words.onFile}: ${reason})`,
    summary: `(${words.notOnLine}: ${reason})`,
  }[anchor];
  const first = ` --> ${palette.link(at)}${until}`;
  if (why === '') return [first];
  if (columns(at + until + why) + 6 <= width) return [`${first} ${why}`];
  return [first, ...wrap(why, width - 5).map((text) => `     ${text}`)];
}

function detailBlocks(finding: Finding, view: TerminalView): string[] {
  const { words, verbose, palette, width } = view;
  const parts: [string, string | undefined][] = [[words.approach, finding.approach]];
  if (verbose)
    parts.push(
      [words.errorHandling, finding.errorHandling],
      [words.assumptions, finding.assumptions?.map((each) => `- ${each}`).join('\n')],
      [words.tests, finding.tests],
      [words.scaling, finding.scaling],
    );
  return parts.flatMap(([name, text]) => {
    if (text === undefined || text.trim() === '') return [];
    const laid = layProse(text, width - 4);
    const shown = verbose || laid.length <= SHORT ? laid : shorten(laid, width - 4);
    return [`  ${palette.strong(`${name}:`)}`, ...shown.map((line) => `    ${line}`)];
  });
}

function shorten(laid: string[], width: number): string[] {
  const kept = laid.slice(0, SHORT);
  return [...kept.slice(0, -1), clip(`${kept.at(-1) ?? ''} ...`, width)];
}

/** One line of small facts: where else, the id, how sure. */
function notes(finding: Finding, { words, palette, width, verbose }: TerminalView): string[] {
  const lines: string[] = [];
  if (finding.alsoAt !== undefined && finding.alsoAt.length > 0) {
    const places = finding.alsoAt.map((each) => location(each.path, each.line)).join(', ');
    lines.push(...wrap(`${words.alsoAt} ${places}`, width - 2));
  }
  const facts = [
    finding.id,
    words.confidence(Math.round(finding.confidence * 100)),
    words.verdict[finding.verdict],
    ...(finding.preexisting ? [words.preexisting] : []),
    ...(verbose && finding.anchor === 'line' && finding.anchorReason !== undefined
      ? [`${words.anchored}: ${finding.anchorReason}`]
      : []),
  ];
  lines.push(...wrap(oneLine(facts.join(', ')), width - 2));
  return indent(lines.map(palette.faint));
}

function evidence(finding: Finding, { words, palette, width }: TerminalView): string[] {
  return finding.evidence.flatMap((each) => {
    const doubt = each.verified ? '' : ` (${words.unverifiedQuote})`;
    const head = `${words.evidence} ${location(each.path, each.line)}${doubt}`;
    return [`  ${palette.faint(clip(oneLine(`${head}: ${each.quote}`), width - 2))}`];
  });
}

function indent(lines: string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
