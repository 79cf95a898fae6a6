import type { Jobs, Reviews } from '../../../ports/store.ts';
import { within } from '../within.ts';
import type { Snapshot } from './page.ts';

const MOST_JOBS = 100;
const MOST_REVIEWS = 50;
const TIMEOUT_MS = 5000;

/** What the page shows; null when the store does not answer in time. */
export async function readSnapshot(
  store: Pick<Jobs, 'listJobs' | 'countJobs'> & Pick<Reviews, 'lastReviews'>,
): Promise<Snapshot | null> {
  const read = async (): Promise<Snapshot> => {
    const [counts, running, waiting, dead, reviews] = await Promise.all([
      store.countJobs(),
      store.listJobs({ states: ['running'], limit: MOST_JOBS }),
      store.listJobs({ states: ['waiting', 'retrying'], limit: MOST_JOBS }),
      store.listJobs({ states: ['dead'], limit: MOST_JOBS }),
      store.lastReviews(MOST_REVIEWS),
    ]);
    return { counts, running, waiting, dead, reviews };
  };
  return within(TIMEOUT_MS, read()).catch(() => null);
}
