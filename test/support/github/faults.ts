/** A failure to be played to requests that match. */
export interface Fault {
  /** Any method when absent. */
  method?: string;
  /** Tested against the path without `/api/v3`, such as `/repos/o/r/pulls/1/reviews`; git paths too. */
  path: RegExp;
  /** How many requests fail; one when absent. */
  times?: number;
  /** How many matching requests go through before. */
  skip?: number;
  /** The status to answer with; without one (and without `cut`) the request is only delayed. */
  status?: number;
  /** Seconds, sent as `retry-after`. */
  retryAfter?: number;
  /** The request is carried out first, then the fault is answered. */
  afterStoring?: boolean;
  /** The connection is closed without an answer. */
  cut?: boolean;
  delayMs?: number;
  /** Called when it is answered: after the request was carried out with `afterStoring`. */
  met?: () => void;
  /** 403 in the words of the secondary rate limit, with `retry-after`. */
  secondaryLimit?: boolean;
}

export interface Faults {
  /** @returns a function that takes the fault back. */
  add: (fault: Fault) => () => void;
  clear: () => void;
  /** The fault that this request meets, counted down; delays add up. */
  take: (method: string, path: string) => Fault | undefined;
}

export function createFaults(): Faults {
  let planned: { fault: Fault; skip: number; left: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, skip: fault.skip ?? 0, left: fault.times ?? 1 };
      planned.push(entry);
      return () => {
        planned = planned.filter((one) => one !== entry);
      };
    },
    clear: () => {
      planned = [];
    },
    take: (method, path) => {
      let delayMs = 0;
      for (const entry of planned) {
        const { fault } = entry;
        if (fault.method !== undefined && fault.method !== method) continue;
        if (!fault.path.test(path)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        if (entry.left <= 0) planned = planned.filter((one) => one !== entry);
        delayMs += fault.delayMs ?? 0;
        if (!isSilent(fault)) return { ...fault, delayMs };
      }
      return delayMs === 0 ? undefined : { path: /./, delayMs };
    },
  };
}

/** What GitHub says when content is created too fast. */
export const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';

export function isSilent(fault: Fault): boolean {
  return fault.status === undefined && fault.secondaryLimit !== true && fault.cut !== true;
}
