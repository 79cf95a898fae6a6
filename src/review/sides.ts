import { fileLines } from '../core/diff/file-lines.ts';
import type { FileLines } from '../core/finding/build-findings.ts';
import type { ReadLines } from './evidence.ts';
import type { ReviewInput } from './review-input.ts';

/** Both sides of the repository as lines, each file read once. */
export interface Sides {
  read: ReadLines;
  /** What has been read already; null otherwise. */
  held: FileLines;
}

export function readSides({
  head,
  base,
  change,
}: Pick<ReviewInput, 'head' | 'base' | 'change'>): Sides {
  // The old side of a renamed file is spoken of by its new path.
  const oldPaths = new Map(change.files.map((file) => [file.path, file.previousPath ?? file.path]));
  const held = new Map<string, readonly string[] | null>();
  const pending = new Map<string, Promise<readonly string[] | null>>();
  const load = async (path: string, side: 'LEFT' | 'RIGHT'): Promise<readonly string[] | null> => {
    const bytes =
      side === 'LEFT' ? await base?.read(oldPaths.get(path) ?? path) : await head?.read(path);
    const lines = bytes === null || bytes === undefined ? null : fileLines(bytes);
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
