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
      return (await withPatience(() => query.executeTakeFirst()))?.value;
    },
    async put(key, value) {
      const query = db
        .insertInto('step')
        // As text, since a driver would make an array of a JSON array.
        .values({ job, key, value: JSON.stringify(value) })
        .onConflict((conflict) => conflict.doNothing());
      await withPatience(() => query.execute());
    },
  };
}
