import { compact } from '../config/compact.ts';
import { readStrict } from '../config/read-strict.ts';
import type { Operator } from './operator.ts';
import { operatorJsonSchema, operatorSchema, type WrittenOperator } from './schema.ts';

/**
 * Reads the operator's file. Strict: an unknown key, a wrong type or broken YAML throws a UserError
 * of one line, `PATH:LINE: …`. An empty file allows everything.
 */
export function parseOperator(source: string, path: string): Operator {
  return toOperator(readStrict(source, path, operatorSchema, operatorJsonSchema));
}

function toOperator({
  allow,
  budget,
  prices,
  concurrency,
  resolve_threads,
}: WrittenOperator): Operator {
  return {
    allow,
    budget: compact({
      perReviewUsd: budget.per_review_usd,
      perDayUsd: budget.per_day_usd,
      perOwnerDayUsd: budget.per_owner_day_usd,
      ownerDayUsd: Object.fromEntries(
        Object.entries(budget.owners).map(([login, usd]) => [login.toLowerCase(), usd]),
      ),
    }),
    prices: Object.fromEntries(
      Object.entries(prices).map(([id, { input, output, cache_read, cache_write }]) => [
        id,
        compact({ input, output, cacheRead: cache_read, cacheWrite: cache_write }),
      ]),
    ),
    concurrency: compact({
      perProcess: concurrency.per_process,
      total: concurrency.total,
      perInstallation: concurrency.per_installation,
    }),
    resolveThreads: resolve_threads,
  };
}
