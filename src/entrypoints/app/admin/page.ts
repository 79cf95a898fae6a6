import type { FinishedReview, JobCounts } from '../../../ports/store.ts';
import { moment } from './amounts.ts';
import { html } from './html.ts';
import { jobSections, type ListedJobs } from './job-sections.ts';
import { reviewSection } from './review-section.ts';
import { STYLE_ELEMENT } from './style.ts';

/** What the store holds, as far as the page shows it. */
export interface Snapshot extends ListedJobs {
  counts: JobCounts;
  reviews: FinishedReview[];
}

export interface PageContext {
  /** The App's name. */
  slug: string;
  version: string;
  /** Where pages of pull requests are, such as `https://github.com`. */
  web: string;
  now: Date;
}

/**
 * The page for whoever runs the server; without a snapshot it says that the store does not answer.
 * It does not reload by itself, which would take readers off their place.
 */
export function adminPage(snapshot: Snapshot | null, context: PageContext): string {
  const { slug, version, now } = context;
  const main =
    snapshot === null
      ? [STORE_IS_SILENT]
      : [
          ...jobSections(snapshot, snapshot.counts, context),
          reviewSection(snapshot.reviews, context),
        ];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(snapshot)} · Backline</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>Backline</h1>
          <p>
            ${slug}, version ${version}. As of
            <time datetime="${now.toISOString()}">${moment(now)}</time>.
          </p>
          <nav aria-label="Page"><a href="/">Reload</a> <a href="/metrics">Metrics</a></nav>
        </header>
        <main>${main}</main>
      </body>
    </html> `.markup;
}

const STORE_IS_SILENT = html`<section aria-labelledby="store">
  <h2 id="store">Store</h2>
  <p class="trouble">The store does not answer: no delivery is taken, and nothing is started.</p>
</section>`;

function titleOf(snapshot: Snapshot | null): string {
  if (snapshot === null) return 'Store does not answer';
  const { running, waiting, retrying, dead } = snapshot.counts.states;
  return `${running} running, ${waiting + retrying} waiting, ${dead} dead`;
}
