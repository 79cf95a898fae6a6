import type { FinishedReview } from '../../../ports/store.ts';
import { age, dollars, duration } from './amounts.ts';
import { html, type Html } from './html.ts';
import { pullLink } from './place.ts';
import { table, type Column } from './table.ts';

/** The reviews that ended last. */
export function reviewSection(
  reviews: readonly FinishedReview[],
  { web, now }: { web: string; now: Date },
): Html {
  const columns: Column<FinishedReview>[] = [
    { title: 'Pull request', show: ({ repository, pull }) => pullLink(web, repository, pull) },
    { title: 'Commit', show: ({ head }) => html`<code>${head.slice(0, 7)}</code>` },
    { title: 'Outcome', show: ({ outcome }) => html`${outcome.replaceAll('_', ' ')}` },
    { title: 'Findings', isNumber: true, show: ({ findings }) => html`${findings}` },
    { title: 'Cost', isNumber: true, show: ({ costUsd }) => html`${dollars(costUsd)}` },
    { title: 'Took', isNumber: true, show: ({ seconds }) => html`${duration(seconds)}` },
    {
      title: 'Ended',
      show: ({ finishedAt }) =>
        html`<time datetime="${finishedAt.toISOString()}">${age(finishedAt, now)} ago</time>`,
    },
  ];
  return html`<section aria-labelledby="reviews">
    <h2 id="reviews">Last reviews</h2>
    ${
      reviews.length === 0
        ? html`<p class="none">No review has ended yet.</p>`
        : table(`The last ${reviews.length}, the newest first`, columns, reviews)
    }
  </section>`;
}
