import type { Actor } from './auth.ts';
import { answerFaults, isDescribed, requestFaults } from './contract.ts';
import { type Call, Refusal, type Reply, Violation } from './http.ts';
import { countRequest } from './rate-limit.ts';
import { createRouter } from './router.ts';
import { appRoutes } from './routes/apps.ts';
import { checkRoutes } from './routes/checks.ts';
import { contentRoutes } from './routes/contents.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { reviewCommentRoutes } from './routes/review-comments.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { statusRoutes } from './routes/statuses.ts';
import { userRoutes } from './routes/users.ts';
import type { World } from './state.ts';

const route = createRouter(
  [...appRoutes, ...userRoutes],
  [
    ...repositoryRoutes,
    ...contentRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    ...reviewCommentRoutes,
    ...issueRoutes,
    ...reactionRoutes,
    ...checkRoutes,
    ...statusRoutes,
  ],
);

export interface RestRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  accept: string;
  base: string;
}

export interface RestAnswer {
  reply: Reply;
  operation: string | null;
}

/**
 * Serves one REST request, held against GitHub's description before and after. A request that the
 * description forbids, or that the stand-in does not know, is recorded and answered 500.
 */
export async function serveRest(
  world: World,
  actor: Actor,
  request: RestRequest,
): Promise<RestAnswer> {
  const { method, path, query, body } = request;
  const matched = route(method, path);
  if (matched === undefined) {
    const known = isDescribed(method, path);
    const why = known ? 'the stand-in does not serve it yet' : 'GitHub has no such operation';
    return { reply: violated(world, [`${method} ${path}: ${why}`]), operation: null };
  }
  const { operation } = matched;
  const exchange = { method, operation, query, requestBody: body };
  const asked = world.checkContract ? requestFaults(exchange) : [];
  if (asked.length > 0) return { reply: violated(world, asked), operation };
  const headers = path === '/rate_limit' ? {} : countRequest(world, actor);
  const call: Call = { ...request, world, actor, params: matched.params, headers };
  let reply: Reply;
  try {
    reply = await matched.serve(call);
  } catch (error) {
    if (error instanceof Violation) {
      return { reply: violated(world, [`${method} ${operation}: ${error.message}`]), operation };
    }
    if (!(error instanceof Refusal)) throw error;
    reply = error.reply();
  }
  const json = reply.type === undefined && reply.body !== undefined;
  const answer: unknown = json ? JSON.parse(JSON.stringify(reply.body)) : undefined;
  const faults = world.checkContract
    ? answerFaults({ ...exchange, status: reply.status, answer, json })
    : [];
  if (faults.length > 0) return { reply: violated(world, faults), operation };
  return { reply: { ...reply, headers: { ...call.headers, ...reply.headers } }, operation };
}

function violated(world: World, faults: string[]): Reply {
  world.violations.push(...faults);
  return {
    status: 500,
    body: { message: faults.join('; '), documentation_url: 'https://docs.github.com/rest' },
  };
}
