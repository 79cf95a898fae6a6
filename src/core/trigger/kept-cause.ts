/**
 * The cause of a review that takes the place of one that did not finish. A push must not hide why
 * the first was wanted: a pull request that is opened and pushed to before it was looked at is still
 * one that was opened, whatever the configuration says about pushes.
 */
export function keptCause<Cause extends { kind: string }>(unfinished: Cause, next: Cause): Cause {
  return next.kind === 'push' ? unfinished : next;
}
