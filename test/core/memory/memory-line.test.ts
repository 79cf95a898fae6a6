import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  parseMemoryLine,
  tidyMemoryLine,
  writeMemoryLine,
  type MemoryLine,
} from '../../../src/core/memory/memory-line.ts';
import { readMarkers } from '../../../src/core/plan/marker.ts';
import { readMemory } from '../../../src/core/memory/read-memory.ts';
import { anyLine } from './lines.ts';

const LINE: MemoryLine = {
  where: 'src/report.ts',
  category: 'performance',
  title: 'One query runs for each row',
  reason: 'Runs once a night',
  origin: {
    number: 12,
    url: 'https://github.com/acme/shop/pull/12#discussion_r7',
    by: 'kim',
    how: 'dismissed',
  },
  until: '2027-05-24',
  off: false,
};

it('is one readable line', () => {
  expect(writeMemoryLine(LINE)).toBe(
    '- `src/report.ts` performance: `One query runs for each row`; because `Runs once a night`; dismissed by `kim` in [#12](https://github.com/acme/shop/pull/12#discussion_r7); until 2027-05-24',
  );
});

it('what is written reads the same, whatever people wrote into it', () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const written = writeMemoryLine(line);
      const tidy = tidyMemoryLine(line);
      expect(parseMemoryLine(written)).toEqual(tidy);
      expect(writeMemoryLine(tidy)).toBe(written);
    }),
    { numRuns: 500 },
  );
});

it('and is one inert line of bounded length', () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const written = writeMemoryLine({ ...line, off: false });
      expect(written.length).toBeLessThan(1200);
      expect(written).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]|<!--|-->/u);
      expect(readMarkers(written)).toEqual([]);
      // Code spans and links alone: nothing outside them is somebody's text.
      const bare = written
        .replace(/`[^`]+`/g, '`')
        .replace(/\[#\d+\]\(https?:[^\s()<>]+\)/, 'link');
      expect(bare).toMatch(
        /^- ` [a-z]+: `(; because `)?(; (dismissed|declined|voted down) by ` in link)?; until \d{4}-\d\d-\d\d$/,
      );
    }),
    { numRuns: 500 },
  );
});

it('an address that is none takes the origin with it', () => {
  const origin = { ...LINE.origin!, url: 'https://a.example/)[x](javascript:1' };
  expect(parseMemoryLine(writeMemoryLine({ ...LINE, origin }))).toEqual({ ...LINE, origin: null });
});

it.each([
  ['- `src/` any: `Anything about names`; until 2027-01-01', { where: 'src/', category: 'any' }],
  ['- `**` testing: `No test`; because `they are elsewhere`; until 2027-01-01\r', { where: '**' }],
  ['<!-- - `a.ts` api: `No version`; until 2027-01-01 -->', { where: 'a.ts', off: true }],
])('reads what a person writes: %s', (text, line) => {
  expect(parseMemoryLine(text)).toMatchObject({ origin: null, ...line });
});

it.each([
  '- `a.ts` api: `No version`',
  '- `a.ts` style: `No version`; until 2027-01-01',
  '- `a.ts` api: No version; until 2027-01-01',
  '- `a.ts` api: `No version`; until 2027-13-01',
  '- `a.ts` api: `No version`; until tomorrow',
  '- `` api: `No version`; until 2027-01-01',
  '- a.ts: whatever',
])('does not read %s, and counts it', (text) => {
  expect(parseMemoryLine(text)).toBeNull();
  expect(readMemory(`# Title\n\nProse.\n${text}\n`, '2026-01-01')).toEqual({
    entries: [],
    unread: [4],
  });
});

it('a line holds through its last day', () => {
  const text = `${writeMemoryLine(LINE)}\n`;
  expect(readMemory(text, '2027-05-24').entries[0]).toMatchObject({ row: 1, expired: false });
  expect(readMemory(text, '2027-05-25').entries[0]).toMatchObject({ row: 1, expired: true });
});
