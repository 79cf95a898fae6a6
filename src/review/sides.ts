import type { FileLines } from '../core/finding/build-findings.ts';
import type { ReadLines } from './evidence.ts';
import type { ReviewInput } from './review-input.ts';

/** Both sides of the repository as lines, each file read once. */
export interface Sides {
  read: ReadLines;
  /** What has been read already; null otherwise. */
  held: FileLines;
}

export function readSides({ head, base }: Pick<ReviewInput, 'head' | 'base'>): Sides {
  const held = new Map<string, readonly string[] | null>();
  const pending = new Map<string, Promise<readonly string[] | null>>();
  const load = async (path: string, side: 'LEFT' | 'RIGHT'): Promise<readonly string[] | null> => {
    const bytes = (await (side === 'LEFT' ? base : head)?.read(path)) ?? null;
    const lines = bytes === null ? null : new TextDecoder().decode(bytes).split('\n');
    held.set(`${side}:${path}`, lines);
    return lines;
  };
  return {
    read(path, side) {
      const key = `${side}:${path}`;
      const running = pending.get(key) ?? load(path, side);
      pending.set(key, running);
      return running;
    },
    held: (path, side) => held.get(`${side}:${path}`) ?? null,
  };
}
