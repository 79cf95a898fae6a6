import type { PullRequest } from '../ports/pull-requests.ts';
import { publish, type Published, type PublishPorts } from './publish.ts';
import type { PullReview } from './pull-review.ts';
import { tellOutcomes } from './rounds/tell-outcomes.ts';

export interface PostPorts extends PublishPorts {
  /** Whether the operator wants the threads of what is fixed resolved; not without it. */
  resolveThreads?: boolean;
  log?: (line: string) => void;
}

/**
 * Posts what a review of a pull request came to: what became of earlier findings in their threads,
 * then the plan. Nothing is posted once another commit is the head.
 */
export async function postPullReview(
  pull: PullRequest,
  { plan, replan, standing, language }: Omit<PullReview, 'result'>,
  { pulls, publisher, resolveThreads = false, log = () => undefined }: PostPorts,
): Promise<Published> {
  if (standing !== undefined && standing.fixed.length + standing.back.length > 0) {
    const posted = await pulls.posted(pull.ref);
    if (posted.head !== pull.head.sha) return { outcome: 'head_moved' };
    const tell = { publisher, resolveThreads, log };
    await tellOutcomes(pull.ref, posted, standing, language, tell);
  }
  return publish(pull, plan, replan, { pulls, publisher });
}
