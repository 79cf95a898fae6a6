import type { Steps } from '../../ports/steps.ts';
import { withPatience } from './patience.ts';
import type { Engine } from './transaction.ts';

/** The finished steps of one job; they go with it. */
export function stepsOf({ db }: Engine, job: string): Steps {
  return {
    async get(key) {
      const query = db
        .selectFrom('step')
        .select('value')
        .where('job', '=', job)
        .where('key', '=', key);
      const row = await withPatience(() => query.executeTakeFirst());
      return row && (JSON.parse(row.value) as unknown);
    },
    async put(key, value) {
      const query = db
        .insertInto('step')
        .values({ job, key, value: JSON.stringify(value) })
        .onConflict((conflict) => conflict.doNothing());
      await withPatience(() => query.execute());
    },
  };
}
