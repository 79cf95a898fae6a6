/** Dollars per million tokens; the prices of the cache follow from `input` where they are left out. */
interface ModelPrice {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What whoever runs Backline allows, pays for and shares out: the file that BACKLINE_CONFIG names. */
export interface Operator {
  allow: {
    /** Globs over `OWNER` or `OWNER/NAME`; `!` leaves out; empty: all. */
    repositories: string[];
    /** Names and globs of models; the first is a name and stands in for the others; empty: all. */
    models: string[];
  };
  /** US dollars. A repository's own limits hold where they are lower. */
  budget: {
    perReviewUsd?: number;
    /** For all reviews of a day together, midnight to midnight UTC. */
    perDayUsd?: number;
    /** For the repositories of each owner. */
    perOwnerDayUsd?: number;
    /** By an owner's login in lower case, over `perOwnerDayUsd`. */
    ownerDayUsd: Readonly<Record<string, number>>;
  };
  /** By model id, over the built-in table. */
  prices: Readonly<Record<string, ModelPrice>>;
  /** How many reviews and answers run at a time. */
  concurrency: {
    /** In one process. */
    perProcess: number;
    /** Over all processes that share a store; no limit when left out. */
    total?: number;
    /** Of those, how many may be one installation's. */
    perInstallation?: number;
  };
  /** Whether the threads of what is fixed are resolved; it takes the permission `contents: write`. */
  resolveThreads: boolean;
}

/** A review waits for the model most of its time; what it holds in memory is its change. */
export const DEFAULT_PER_PROCESS = 8;

/** Whose budget of the day is gone: that of all together, of an owner, or the repository's own. */
export type SpentUp = 'all' | 'owner' | 'repository';

/** Everything is allowed: what holds without a file. */
export function defaultOperator(): Operator {
  return {
    allow: { repositories: [], models: [] },
    budget: { ownerDayUsd: {} },
    prices: {},
    concurrency: { perProcess: DEFAULT_PER_PROCESS },
    resolveThreads: false,
  };
}

/** Whether a dollar that is spent counts against a limit of the operator's. */
export function hasBudget({ budget }: Operator): boolean {
  const { perReviewUsd, perDayUsd, perOwnerDayUsd, ownerDayUsd } = budget;
  return (
    [perReviewUsd, perDayUsd, perOwnerDayUsd].some((limit) => limit !== undefined) ||
    Object.keys(ownerDayUsd).length > 0
  );
}

/** The most that the repositories of an owner may cost a day; undefined for no limit. */
export function ownerDayLimit({ budget }: Operator, owner: string): number | undefined {
  const login = owner.toLowerCase();
  return Object.hasOwn(budget.ownerDayUsd, login)
    ? budget.ownerDayUsd[login]
    : budget.perOwnerDayUsd;
}
