import { expect, test } from 'vitest';
import { sideBySide } from '../../src/review/side-by-side.ts';

interface Started {
  item: string;
  warm: () => void;
  finish: () => void;
}

/** Runs items whose conversations begin and end when the test says so. */
function controlled(items: string[]) {
  const started: Started[] = [];
  const done = sideBySide(
    items,
    (item, progress) =>
      new Promise<string>((resolve) => {
        const warm = (): void => progress({ kind: 'model', characters: 1 });
        started.push({ item, warm, finish: () => resolve(item.toUpperCase()) });
      }),
    () => undefined,
    (item) => item[0]!,
  );
  const names = (): string[] => started.map(({ item }) => item);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { started, names, done, settle };
}

test('the very first runs alone, then the first of each prefix before its others', async () => {
  const { started, names, done, settle } = controlled(['a1', 'a2', 'b1', 'b2', 'c1']);
  await settle();
  expect(names()).toEqual(['a1']);
  started[0]!.warm();
  await settle();
  expect(names()).toEqual(['a1', 'a2', 'b1']);
  started[1]!.finish();
  await settle();
  // b2 would write the prefix that b1 is about to write; c1 is the first of its own.
  expect(names()).toEqual(['a1', 'a2', 'b1', 'c1']);
  started[2]!.warm();
  started[0]!.finish();
  await settle();
  expect(names()).toEqual(['a1', 'a2', 'b1', 'c1', 'b2']);
  for (const { finish } of started) finish();
  expect(await done).toEqual(['A1', 'A2', 'B1', 'B2', 'C1']);
});

test('one that ends without having begun holds nobody up', async () => {
  const { started, names, done, settle } = controlled(['a1', 'a2']);
  await settle();
  started[0]!.finish();
  await settle();
  expect(names()).toEqual(['a1', 'a2']);
  started[1]!.finish();
  expect(await done).toEqual(['A1', 'A2']);
});

test('what one throws is thrown, and nothing hangs', async () => {
  const work = async (item: string): Promise<string> => {
    if (item === 'a') throw new Error('no');
    return item;
  };
  await expect(sideBySide(['a', 'b'], work, () => undefined)).rejects.toThrow('no');
  expect(await sideBySide([], work, () => undefined)).toEqual([]);
});
