import type { Generated } from 'kysely';

/** The store's own tables; the jobs themselves are pg-boss's, in a schema beside them. */
export interface Tables {
  /** Webhook deliveries, and comments with commands, that were taken: each counts once. */
  delivery: { id: string; at: Generated<Date> };
  /** What reviews of one pull request belong to. */
  lane: {
    /** `owner/name#number`, in lower case. */
    name: string;
    /** Goes up with every event that makes the reviews before it pointless. */
    generation: number;
    /** Whether the last such event was that the pull request was closed. */
    closed: boolean;
    at: Generated<Date>;
  };
  /** When an installation or repository was last served, for turns. */
  turn: { name: string; number: string; at: Generated<Date> };
  chore: { name: string; at: Generated<Date> };
  /** US dollars; `day` is one of UTC. */
  spending: { scope: string; day: Date; usd: number };
  /** What somebody has used up of what they may do within some time; `value` is JSON. */
  allowance: { name: string; value: string; at: Generated<Date> };
  /** `value` is JSON; as text, which may hold what Postgres's jsonb refuses: NUL, half a character. */
  step: { job: string; key: string; value: string; at: Generated<Date> };
  review: {
    id: Generated<string>;
    run: string;
    repository: string;
    pull: number;
    head: string;
    outcome: string;
    findings: number;
    cost_usd: number | null;
    seconds: number;
    finished_at: Generated<Date>;
  };
}
