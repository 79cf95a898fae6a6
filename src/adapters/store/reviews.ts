import { sql } from 'kysely';
import type { Reviews } from '../../ports/store.ts';
import type { Engine } from './transaction.ts';

/** The records of reviews that ended. */
export function reviewsIn({ db }: Engine): Reviews {
  return {
    async noteReview({ costUsd, ...review }) {
      await db
        .insertInto('review')
        .values({ ...review, cost_usd: costUsd })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async wasReviewed({ repository, pull, head }) {
      const row = await db
        .selectFrom('review')
        .select('id')
        .where(sql`lower(repository)`, '=', repository.toLowerCase())
        .where('pull', '=', pull)
        .where('head', '=', head)
        .where('outcome', '!=', 'incomplete')
        .executeTakeFirst();
      return row !== undefined;
    },
    async lastReviews(count) {
      const rows = await db
        .selectFrom('review')
        .selectAll()
        .orderBy('finished_at', 'desc')
        .orderBy('id', 'desc')
        .limit(count)
        .execute();
      return rows.map(({ id: _id, cost_usd: costUsd, finished_at: finishedAt, ...review }) => ({
        ...review,
        costUsd,
        finishedAt,
      }));
    },
  };
}
