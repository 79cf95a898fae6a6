import type { Hunk } from '../../../src/core/diff/model.ts';

/** What a file becomes when hunks are applied to its text: an oracle that shares no code. */
export function applyHunks(hunks: Hunk[], text: string): string {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const after: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    after.push(...before.slice(next, start));
    next = start;
    for (const line of hunk.lines) {
      const row = line.noNewline === true ? line.text : `${line.text}\n`;
      if (line.kind !== 'add') {
        if (before[next] !== row) throw new Error(`row ${next + 1} does not fit`);
        next++;
      }
      if (line.kind !== 'del') after.push(row);
    }
  }
  return [...after, ...before.slice(next)].join('');
}
