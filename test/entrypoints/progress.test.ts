import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../src/entrypoints/cli/progress.ts';

function record(options: { isTTY: boolean; quiet?: boolean; color?: boolean; columns?: number }) {
  const written: string[] = [];
  const stream = {
    write: (text: string) => written.push(text),
    columns: options.columns ?? 60,
  };
  const progress = createProgress(stream, {
    quiet: false,
    color: false,
    now: () => Date.now(),
    ...options,
  });
  return { written, progress };
}

/** What a terminal shows after all that: carriage returns overwrite, blanks erase. */
function screen(written: string[]): string[] {
  return written
    .join('')
    .split('\n')
    .map((row) => {
      let cells: string[] = [];
      for (const part of row.split('\r')) {
        const over = Array.from(part);
        cells = [...over, ...cells.slice(over.length)];
      }
      return cells.join('').trimEnd();
    });
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the live line of a terminal', () => {
  it('shows phase, detail, seconds and what the model does', () => {
    const { written, progress } = record({ isTTY: true });
    progress({ kind: 'phase', phase: 'find', detail: '3 files' });
    progress({ kind: 'model', characters: 12_345 });
    vi.advanceTimersByTime(2_000);
    expect(screen(written)[0]).toMatch(
      /^[|/\\-] looking for flaws {2}3 files {2}2 s {2}12,345 characters$/,
    );
    progress({ kind: 'tool', detail: 'reading src/a.ts' });
    vi.advanceTimersByTime(1_000);
    expect(screen(written)[0]).toMatch(
      /looking for flaws {2}3 files {2}3 s {2}reading src\/a\.ts$/,
    );
    progress({ kind: 'done' });
  });

  it('leaves nothing behind and stops its clock when done, also twice', () => {
    const { written, progress } = record({ isTTY: true });
    progress({ kind: 'phase', phase: 'gather' });
    vi.advanceTimersByTime(500);
    progress({ kind: 'done' });
    progress({ kind: 'done' });
    const before = written.length;
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(written).toHaveLength(before);
    expect(screen(written)).toEqual(['']);
    expect(written.at(-1)).toMatch(/\r$/);
  });

  it('stays on one row and lets no control character through', () => {
    const { written, progress } = record({ isTTY: true, columns: 40 });
    progress({ kind: 'phase', phase: 'find', detail: '\u001b[2J한글\n'.repeat(20) });
    progress({ kind: 'tool', detail: 'a\nb\u001b[1m' });
    vi.advanceTimersByTime(200);
    expect(written.join('')).not.toContain('\n');
    expect(written.join('')).not.toContain('\u001b');
    expect(screen(written)[0]?.length).toBeLessThan(40);
    progress({ kind: 'done' });
  });

  it('keeps notices as rows of their own', () => {
    const { written, progress } = record({ isTTY: true });
    progress({ kind: 'phase', phase: 'find' });
    progress({ kind: 'notice', text: 'the model is overloaded, next try in 4 s' });
    progress({ kind: 'done' });
    expect(screen(written)).toEqual(['the model is overloaded, next try in 4 s', '']);
  });

  it('draws at the ticks, however fast an answer streams', () => {
    const { written, progress } = record({ isTTY: true });
    progress({ kind: 'phase', phase: 'find' });
    for (let at = 0; at < 10_000; at++) progress({ kind: 'model', characters: at });
    vi.advanceTimersByTime(1_000);
    expect(written.length).toBeLessThan(12);
    progress({ kind: 'done' });
  });
});

describe('the plain log', () => {
  it('says each phase once, and gives a sign of life every half minute', () => {
    const { written, progress } = record({ isTTY: false });
    progress({ kind: 'phase', phase: 'gather' });
    progress({ kind: 'phase', phase: 'find', detail: '3 files' });
    progress({ kind: 'phase', phase: 'find', detail: '2 files' });
    for (let second = 1; second <= 65; second++) {
      vi.advanceTimersByTime(1_000);
      progress({ kind: 'model', characters: second * 100 });
    }
    progress({ kind: 'notice', text: 'retry' });
    progress({ kind: 'done' });
    expect(written).toEqual([
      'reading the change\n',
      'looking for flaws: 3 files\n',
      'looking for flaws  2 files  30 s  3,000 characters\n',
      'looking for flaws  2 files  1 min 0 s  6,000 characters\n',
      'retry\n',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('quiet', () => {
  it('writes nothing and starts no clock', () => {
    const { written, progress } = record({ isTTY: true, quiet: true });
    progress({ kind: 'phase', phase: 'find' });
    progress({ kind: 'notice', text: 'x' });
    progress({ kind: 'done' });
    expect(written).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
