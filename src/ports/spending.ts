/** What was spent by whom and when: `all`, `owner:LOGIN` or `repository:OWNER/NAME`, in lower case. */
export type SpendingScope = 'all' | `owner:${string}` | `repository:${string}`;

/**
 * US dollars by scope and day, `YYYY-MM-DD` in UTC. What is set aside for a review that runs counts
 * as spent until it is given back with a negative amount.
 */
export interface Spending {
  /** Adds to a day in one step that nobody gets between, and gives the new sum. */
  add(scope: SpendingScope, day: string, usd: number): Promise<number>;
  spent(scope: SpendingScope, day: string): Promise<number>;
}
