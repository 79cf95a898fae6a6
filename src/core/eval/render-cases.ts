import { oneLine } from '../render/prose.ts';
import type { AgentReport, CaseReport } from './report.ts';

/** What came of every case of an agent, a block of lines for each. */
export function renderCases({ agent, cases }: AgentReport): string[][] {
  return cases.map((each) => [
    oneLine(
      `${each.case} (${agent})${each.status === 'scored' ? '' : `: not run, ${each.why ?? ''}`}`,
    ),
    ...(each.status === 'scored' ? expectedLines(each) : []),
    ...each.findings.map((finding) => {
      const { path, side, line, severity, confidence, title, standing, reason } = finding;
      const at = `${path}:${line}${side === 'LEFT' ? ' (LEFT)' : ''}`;
      const why = reason === '' ? '' : `: ${reason}`;
      const wish = finding.wouldPost ? '' : ', would not post';
      const facts = `[${finding.id}, ${severity}, ${confidence.toFixed(2)}${wish}]`;
      return `  ${oneLine(`${standing} ${at} ${title} ${facts}${why}`)}`;
    }),
  ]);
}

function expectedLines({ expected }: CaseReport): string[] {
  return expected.map(({ path, startLine, line, side, text, metBy, heldBack }) => {
    const lines = startLine === line ? String(line) : `${startLine}-${line}`;
    const came =
      metBy !== null
        ? `met by ${metBy}`
        : heldBack.length > 0
          ? `missed, held back in ${heldBack.join(', ')}`
          : 'missed';
    const at = `${path}:${lines}${side === 'LEFT' ? ' (LEFT)' : ''}`;
    return `  ${oneLine(`${came}: ${at} ${text}`)}`;
  });
}
