import { describe, expect, it } from 'vitest';
import { place, type Placement } from '../../../src/core/finding/anchor.ts';
import { indexFile } from '../../../src/core/finding/file-index.ts';
import { rowId } from '../../../src/core/prompt/row-id.ts';
import type { ChangedFile } from '../../../src/core/diff/model.ts';
import { changedFile } from './changed-file.ts';

const file = changedFile(
  'src/pay.ts',
  {
    old: 10,
    new: 10,
    rows: [
      ' async function pay(id) {',
      '-  if (!allowed(id)) throw new Denied();',
      '-  lock(id);',
      '+  const sum = total(id);',
      '+  await charge(sum);',
      '   return;',
      ' }',
    ],
  },
  {
    old: 40,
    new: 40,
    rows: [' }', '+  const sum = total(id);', '+\tawait  charge(sum, now);', ' }'],
  },
);
const files = new Map([[file.path, indexFile(file)]]);

function idOf(of: ChangedFile, hunk: number, row: number): string {
  return rowId(of, of.hunks[hunk]!.lines[row]!);
}

function at(claim: Partial<Parameters<typeof place>[0]>): Placement {
  return place({ path: file.path, startRow: '', endRow: '', quote: '', ...claim }, files);
}

const onLine = (side: 'LEFT' | 'RIGHT', startLine: number, line: number) => ({
  path: 'src/pay.ts',
  level: 'line',
  side,
  startLine,
  line,
});

describe('ids and quote agree', () => {
  it('sits on one row, without a reason to give', () => {
    const id = idOf(file, 0, 3);
    const placement = at({ startRow: id, endRow: id, quote: '  const sum = total(id);' });
    expect(placement).toEqual(onLine('RIGHT', 11, 11));
  });

  it('covers a range, and a quote of a part of it is enough', () => {
    const placement = at({
      startRow: idOf(file, 0, 3),
      endRow: idOf(file, 0, 5),
      quote: 'await charge(sum);',
    });
    expect(placement).toEqual(onLine('RIGHT', 11, 13));
  });

  it('takes a removed check on the old side', () => {
    const id = idOf(file, 0, 1);
    const placement = at({
      startRow: id,
      endRow: id,
      quote: 'if (!allowed(id)) throw new Denied();',
    });
    expect(placement).toEqual(onLine('LEFT', 11, 11));
  });

  it.each([
    ['with the row mark', (id: string) => `+${id}`],
    ['in brackets', (id: string) => `[${id}]`],
    ['with the text behind it', (id: string) => `${id}|  const sum`],
    ['in capitals', (id: string) => id.toUpperCase()],
    ['with spaces', (id: string) => `  ${id} `],
  ])('reads an id %s', (_name, write) => {
    const id = write(idOf(file, 0, 3));
    const placement = at({ startRow: id, endRow: id, quote: 'const sum = total(id);' });
    expect(placement).toEqual(onLine('RIGHT', 11, 11));
  });

  it('reads a quote that was copied with its id', () => {
    const id = idOf(file, 0, 4);
    const placement = at({ startRow: id, endRow: id, quote: `+${id}|  await charge(sum);` });
    expect(placement).toEqual(onLine('RIGHT', 12, 12));
  });

  it('swaps ids in the wrong order', () => {
    const placement = at({
      startRow: idOf(file, 0, 4),
      endRow: idOf(file, 0, 3),
      quote: '  const sum = total(id);\n  await charge(sum);',
    });
    expect(placement).toEqual(onLine('RIGHT', 11, 12));
  });
});

describe('ids and quote disagree', () => {
  it('follows a quote that is unique in the hunk the id names', () => {
    const placement = at({
      startRow: 'R10.zz',
      endRow: 'R10.zz',
      quote: '  const sum = total(id);',
    });
    expect(placement).toMatchObject(onLine('RIGHT', 11, 11));
    expect(placement.reason).toContain('unique in its hunk');
  });

  it('follows a quote that is unique in the file, white space folded', () => {
    const placement = at({ startRow: 'R999', endRow: 'R999', quote: 'await charge(sum, now);' });
    expect(placement).toMatchObject(onLine('RIGHT', 42, 42));
  });

  it('does not guess between two places', () => {
    const placement = at({
      startRow: 'R999.00',
      endRow: 'R999.00',
      quote: 'const sum = total(id);',
    });
    expect(placement).toMatchObject({ level: 'file', path: 'src/pay.ts' });
    expect(placement.candidates).toHaveLength(2);
  });

  it('never takes the near row whose text differs', () => {
    const placement = at({ startRow: 'R12.zz', endRow: 'R12.zz', quote: 'await refund(sum);' });
    expect(placement.level).toBe('file');
    expect(placement.reason).toContain('not in the diff');
  });

  it('takes ids with fitting checks when nothing is quoted', () => {
    const id = idOf(file, 0, 4);
    expect(at({ startRow: id, endRow: id })).toMatchObject(onLine('RIGHT', 12, 12));
    expect(at({ startRow: 'R12', endRow: 'R12' }).level).toBe('file');
  });
});

describe('sides', () => {
  it('comments on RIGHT when a LEFT quote is nothing but context', () => {
    const placement = at({ startRow: 'L10', endRow: 'L10', quote: 'async function pay(id) {' });
    expect(placement).toMatchObject(onLine('RIGHT', 10, 10));
  });

  it('leaves context out at the ends of a LEFT range', () => {
    const placement = at({
      startRow: 'L10',
      endRow: 'L12',
      quote: 'async function pay(id) {\n  if (!allowed(id)) throw new Denied();\n  lock(id);',
    });
    expect(placement).toMatchObject(onLine('LEFT', 11, 12));
  });
});

describe('paths', () => {
  const quote = 'await charge(sum, now);';

  it.each(['./src/pay.ts', 'b/src/pay.ts', '/src/pay.ts', 'pay.ts'])('finds %s', (path) => {
    expect(at({ path, quote })).toMatchObject(onLine('RIGHT', 42, 42));
  });

  it('lists what is not part of the change', () => {
    const placement = at({ path: 'src/other.ts', quote });
    expect(placement).toMatchObject({
      level: 'summary',
      reason: 'the file is not part of the change',
    });
  });
});
