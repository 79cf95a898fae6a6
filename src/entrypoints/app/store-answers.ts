import { within } from './within.ts';

/**
 * Tells whether the store answers `ask` in time. What it answered holds for a second, so that
 * whoever may ask for `/readyz`, which is everybody, can't keep the store busy.
 */
export function storeAnswers(
  ask: () => Promise<unknown>,
  { timeoutMs = 2000, keepMs = 1000, now = () => performance.now() } = {},
): () => Promise<boolean> {
  let last: { at: number; answer: Promise<boolean> } | undefined;
  return () => {
    if (last === undefined || now() - last.at >= keepMs) {
      const answer = within(timeoutMs, ask()).then(
        () => true,
        () => false,
      );
      last = { at: now(), answer };
    }
    return last.answer;
  };
}
