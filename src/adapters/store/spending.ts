import { sql } from 'kysely';
import type { Spending } from '../../ports/spending.ts';
import { withPatience, withPatienceOnce } from './patience.ts';
import type { Engine } from './transaction.ts';

/** What was spent by day, over all processes that use the store. */
export function spendingIn({ db, schema }: Engine): Spending {
  return {
    // Not tried again when it may have been done: an amount that counts twice would let more, or
    // less, be spent than was allowed.
    async add(scope, day, usd) {
      const add = sql<{ usd: number }>`
        insert into ${sql.id(schema, 'spending')} as s (scope, day, usd)
        values (${scope}, ${day}::date, ${usd}::float8)
        on conflict (scope, day) do update set usd = s.usd + excluded.usd
        returning usd`;
      const { rows } = await withPatienceOnce(() => add.execute(db));
      return rows[0]!.usd;
    },
    async spent(scope, day) {
      const query = db
        .selectFrom('spending')
        .select('usd')
        .where('scope', '=', scope)
        .where(sql`day`, '=', sql`${day}::date`);
      return (await withPatience(() => query.executeTakeFirst()))?.usd ?? 0;
    },
  };
}
