import { DEFAULT_CHOOSING } from '../finding/rank.ts';
import type { Config } from './config.ts';

export const DEFAULT_AGENT = 'backend-developer-expert';

/**
 * What holds where a repository has no configuration; what the schema makes of an empty file, but
 * without the schema, so that nobody waits for its libraries who needs none.
 */
export function defaultConfig(): Config {
  const { weights, threshold, severityFloor, maxComments } = DEFAULT_CHOOSING;
  return {
    agent: DEFAULT_AGENT,
    fallbackModels: [],
    roles: {},
    include: [],
    exclude: [],
    severity: severityFloor,
    ranking: { weights: { ...weights }, threshold },
    maxComments,
    failOn: 'high',
    on: { draft: false, push: 'incremental', authors: [], labels: [], branches: [] },
    instructions: [],
    guidelines: [],
    budget: {},
  };
}
