import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  tidyMemoryLine,
  writeMemoryLine,
  type MemoryLine,
} from '../../../src/core/memory/memory-line.ts';
import { proposeMemory } from '../../../src/core/memory/propose.ts';
import { readMemory } from '../../../src/core/memory/read-memory.ts';
import { anyLine, anyText } from './lines.ts';

const run = promisify(execFile);
const TODAY = '2026-11-25';
const HEADING = '# Memory\n\nWhat is not reported.';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-memory-'));
  await mkdir(join(folder, '.github'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The file after the patch, as `git apply` makes it; null when there is none. */
async function applied(existing: string | null, patch: string): Promise<string> {
  const file = join(folder, '.github/backline-memory.md');
  await rm(file, { force: true });
  if (existing !== null) await writeFile(file, existing);
  await writeFile(join(folder, 'a.patch'), patch);
  if (patch !== '') await run('git', ['apply', '--whitespace=nowarn', 'a.patch'], { cwd: folder });
  return readFile(file, 'utf8');
}

function line(title: string, over: Partial<MemoryLine> = {}): MemoryLine {
  return {
    where: 'src/a.ts',
    category: 'api',
    title,
    reason: '',
    origin: null,
    until: '2027-05-24',
    off: false,
    ...over,
  };
}
const text = (...lines: MemoryLine[]): string =>
  lines.map((each) => `${writeMemoryLine(each)}\n`).join('');
const old = line('Old', { until: '2026-11-24' });

describe('the patch', () => {
  it('creates the file with its heading', async () => {
    const { patch, added } = proposeMemory(null, [line('A'), line('B')], TODAY, HEADING);
    expect(added).toBe(2);
    expect(await applied(null, patch)).toBe(`${HEADING}\n\n${text(line('A'), line('B'))}`);
  });

  it.each([
    [
      'behind the lines that are there',
      `# M\n\n${text(line('A'))}\nThe end.\n`,
      `# M\n\n${text(line('A'), line('N'))}\nThe end.\n`,
    ],
    ['at the end where there are none', '# M\n', `# M\n\n${text(line('N'))}`],
    ['behind a last line without its line feed', '# M', `# M\n\n${text(line('N'))}`],
    [
      'behind a statement without its line feed',
      text(line('A')).trimEnd(),
      text(line('A'), line('N')),
    ],
    ['into an empty file', '', text(line('N'))],
    [
      'with the line ends of the file',
      `# M\r\n\r\n${text(line('A')).replace('\n', '\r\n')}`,
      `# M\r\n\r\n${text(line('A'), line('N')).replaceAll('\n', '\r\n')}`,
    ],
    ['in place of an expired one', `# M\n${text(old)}tail`, `# M\n${text(line('N'))}tail`],
    [
      'in place of an expired one at the very end',
      text(line('A'), old).trimEnd(),
      text(line('A'), line('N')),
    ],
    [
      'leaving alone what it can not read',
      `- whatever\n${text(old)}`,
      `- whatever\n${text(line('N'))}`,
    ],
  ])('adds %s', async (_how, before, after) => {
    const { patch } = proposeMemory(before, [line('N')], TODAY, HEADING);
    expect(await applied(before, patch)).toBe(after);
  });

  it('takes expired lines out, those that are off too', async () => {
    const before = text(line('A'), old, { ...old, title: 'Off', off: true }, line('B'));
    const { patch, removed, added } = proposeMemory(before, [], TODAY, HEADING);
    expect({ removed, added }).toEqual({ removed: 2, added: 0 });
    expect(await applied(before, patch)).toBe(text(line('A'), line('B')));
    expect(await applied(text(old), proposeMemory(text(old), [], TODAY, HEADING).patch)).toBe('');
  });

  it('is empty when all is there, in force, off, or from the same comment under another title', () => {
    const origin = { number: 1, url: 'https://a.example/1', by: 'kim', how: 'dismissed' as const };
    const before = text(line('A'), line('B', { off: true }), line('Reworded', { origin }));
    const rejected = [line('a'), line('B', { reason: 'other' }), line('C', { origin })];
    expect(proposeMemory(before, rejected, TODAY, HEADING).patch).toBe('');
    expect(proposeMemory(null, [], TODAY, HEADING).patch).toBe('');
  });

  it('does not take in again what has expired in the same breath', async () => {
    const { patch, added } = proposeMemory(text(old), [line('Old')], TODAY, HEADING);
    expect(added).toBe(0);
    expect(await applied(text(old), patch)).toBe('');
  });

  it('applies to any file, and a second proposal finds nothing left to do', async () => {
    const file = fc
      .array(
        fc.oneof(
          anyLine.map(writeMemoryLine),
          fc.constantFrom('', '# M', 'prose', '- odd'),
          anyText,
        ),
        {
          maxLength: 12,
        },
      )
      .chain((parts) => fc.constantFrom('\n', '\r\n').map((end) => parts.join(end)))
      .chain((body) => fc.boolean().map((ends) => (ends ? `${body}\n` : body)))
      // The file is read as UTF-8, so that it holds no lone surrogates.
      .map((body) => body.toWellFormed());
    await fc.assert(
      fc.asyncProperty(
        fc.option(file),
        fc.array(anyLine, { maxLength: 4 }),
        async (before, lines) => {
          const rejected = lines.map((each) =>
            tidyMemoryLine({ ...each, until: '2027-05-24', off: false }),
          );
          const { patch, added } = proposeMemory(before, rejected, TODAY, HEADING);
          if (patch === '') return;
          const after = await applied(before, patch);
          const { entries } = readMemory(after, TODAY);
          expect(entries.every(({ expired }) => !expired)).toBe(true);
          const kept = readMemory(before ?? '', TODAY).entries.filter(({ expired }) => !expired);
          expect(entries).toHaveLength(kept.length + added);
          const again = proposeMemory(after, rejected.slice(0, added), TODAY, HEADING);
          expect(again.removed).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
