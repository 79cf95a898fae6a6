import { EXIT } from '../io.ts';

/** What the exit code of a review means for the push; null when there is nothing to say. */
export function verdictLine(code: number, strict: boolean): string | null {
  const effect = strict ? 'this stops the push (--strict).' : 'this does not stop the push.';
  switch (code) {
    case EXIT.ok:
    case EXIT.interrupted:
      return null;
    case EXIT.findings:
      return 'findings stop the push.';
    case EXIT.usage:
      return `the review could not start; ${effect}`;
    case EXIT.incomplete:
      return `the review is incomplete; ${effect}`;
    default:
      return 'the review failed by a fault of Backline; this does not stop the push.';
  }
}

/** The exit code for a whole push, from those of its reviews; 0 lets it through. */
export function exitCodeOf(codes: number[], strict: boolean): number {
  const stopping = [EXIT.interrupted, EXIT.findings];
  const all = strict ? [...stopping, EXIT.usage, EXIT.incomplete] : stopping;
  return all.find((code) => codes.includes(code)) ?? EXIT.ok;
}
