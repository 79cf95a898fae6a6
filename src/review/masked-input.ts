import type { FoundSecret } from '../core/secrets/found-secret.ts';
import { createMasks, maskSecrets, type Masks } from '../core/secrets/masks.ts';
import { maskChange } from './masked-change.ts';
import { maskBytes, maskSnapshot } from './masked-snapshot.ts';
import type { ReviewInput } from './review-input.ts';

/**
 * A review's input with marks in place of every credential: in the change, in both snapshots, in
 * what the change says of itself, in rules and instructions. Everything behind it (what is sent,
 * where quotes are placed, how evidence is checked) reads the same masked texts; nothing else of
 * the input changes. `found` tells what stood in the change's rows.
 */
export function maskInput(
  input: ReviewInput,
  masks: Masks = createMasks(),
): { input: ReviewInput; found: FoundSecret[] } {
  const { change, found } = maskChange(input.change, masks);
  const mask = (text: string): string => maskSecrets(text, masks, false).text;
  const { head, base, description, settings, readTrusted } = input;
  return {
    found,
    input: {
      ...input,
      change,
      head: head === null ? null : maskSnapshot(head, masks),
      base: base === null ? null : maskSnapshot(base, masks),
      description:
        description === null
          ? null
          : { title: mask(description.title), body: mask(description.body) },
      settings: {
        ...settings,
        instructions: settings.instructions.map((each) => ({ ...each, text: mask(each.text) })),
      },
      async readTrusted(path) {
        const bytes = await readTrusted(path);
        return bytes === null ? null : maskBytes(bytes, masks);
      },
    },
  };
}
