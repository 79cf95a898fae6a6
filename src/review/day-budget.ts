import type { Config } from '../core/config/config.ts';
import { ownerDayLimit, type Operator, type SpentUp } from '../core/operator/operator.ts';
import type { Model } from '../ports/model.ts';
import type { PullRef } from '../ports/pull-requests.ts';
import type { Spending, SpendingScope } from '../ports/spending.ts';
import { startMeter } from './meter.ts';

/**
 * US dollars set aside for a review that starts, unless its own limit is lower. Less than a large
 * review costs, on purpose: what is set aside and not spent turns others away for nothing.
 */
const SET_ASIDE_USD = 1;

/** The money for one job on a pull request, against the day's limits. */
export interface DayBudget {
  /** The model, each of whose answers is counted, also when the job fails after it. */
  model: Model;
  /**
   * Sets money aside for a review, by the limits of the operator and of the repository. Gives the
   * most that it may cost, null for no limit, or whose money is gone.
   */
  start(own: Config['budget']): Promise<{ maxUsd: number | null } | { spentUp: SpentUp }>;
  /** Counts what was spent in place of what was set aside. Call it when the job ends, however. */
  settle(): Promise<void>;
}

/** What budgets are kept with. */
export interface DayBudgetPorts {
  model: Model;
  spending: Spending;
  operator: Operator;
  /** `YYYY-MM-DD` in UTC. */
  today: () => string;
}

/**
 * The budget of one job. Reviews that run at once go beyond a day's limit by no more than one
 * review each: whoever starts sees what the others have set aside, and its own limit is what is
 * left. A day is the one on which the review starts.
 */
export function openDayBudget(
  { owner, repo }: Pick<PullRef, 'owner' | 'repo'>,
  ports: DayBudgetPorts,
): DayBudget {
  const { operator, spending } = ports;
  const scopes: { who: SpentUp; scope: SpendingScope; limit: number | undefined }[] = [
    { who: 'all', scope: 'all', limit: operator.budget.perDayUsd },
    {
      who: 'owner',
      scope: `owner:${owner.toLowerCase()}`,
      limit: ownerDayLimit(operator, owner),
    },
  ];
  const repository: SpendingScope = `repository:${owner}/${repo}`.toLowerCase() as SpendingScope;
  let day = ports.today();
  let setAside = 0;
  let meter = startMeter(ports.model.price, () => 0);

  const addToAll = async (usd: number): Promise<void> => {
    if (usd === 0) return;
    const all = [...scopes.map(({ scope }) => scope), repository];
    await Promise.all(all.map((scope) => spending.add(scope, day, usd)));
  };
  const settle = async (): Promise<void> => {
    // Without a price nobody knows what was spent: what was set aside stands for it.
    const spent = meter.cost() ?? setAside;
    const change = spent - setAside;
    meter = startMeter(ports.model.price, () => 0);
    setAside = 0;
    await addToAll(change);
  };

  return {
    model: {
      ...ports.model,
      async send(request, options) {
        const reply = await ports.model.send(request, options);
        meter.add(reply.model, reply.usage);
        return reply;
      },
    },
    async start(own) {
      await settle();
      day = ports.today();
      const limits = [
        ...scopes,
        { who: 'repository' as const, scope: repository, limit: own.perDayUsd },
      ];
      const perReview = least([operator.budget.perReviewUsd, own.perReviewUsd]);
      setAside = Math.min(perReview, SET_ASIDE_USD);
      const sums = await Promise.all(limits.map(({ scope }) => spending.add(scope, day, setAside)));
      const left = limits.map(({ limit }, at) =>
        limit === undefined ? Infinity : limit - ((sums[at] ?? 0) - setAside),
      );
      const gone = limits.find((_, at) => (left[at] ?? 0) < NOTHING);
      if (gone !== undefined) {
        await addToAll(-setAside);
        setAside = 0;
        return { spentUp: gone.who };
      }
      const most = Math.min(perReview, ...left.map((usd) => Math.floor(usd * 10_000) / 10_000));
      return { maxUsd: most === Infinity ? null : most };
    },
    settle,
  };
}

/** Less than this is nothing; sums of fractions miss a limit by far less. */
const NOTHING = 0.001;

function least(limits: (number | undefined)[]): number {
  return Math.min(...limits.map((limit) => limit ?? Infinity));
}
