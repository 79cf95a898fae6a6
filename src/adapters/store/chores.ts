import { sql } from 'kysely';
import type { Chores } from '../../ports/store.ts';
import type { Engine } from './transaction.ts';

/** What one of all processes does now and then. */
export function choresIn({ db, schema }: Engine): Chores {
  return {
    async takeChore(name, everyMs) {
      const { rows } = await sql`
        insert into ${sql.id(schema, 'chore')} as c (name) values (${name})
        on conflict (name) do update set at = now()
          where c.at < now() - make_interval(secs => ${everyMs / 1000}::float8)
        returning name`.execute(db);
      return rows.length > 0;
    },
    async noteOnce(what) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('delivery')
        .values({ id: what })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async isNoted(what) {
      const query = db.selectFrom('delivery').select('id').where('id', '=', what);
      return (await query.executeTakeFirst()) !== undefined;
    },
  };
}
