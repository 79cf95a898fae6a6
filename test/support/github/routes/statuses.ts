import { accountOfActor } from '../auth.ts';
import { ok, page, type Reply, type RepositoryCall } from '../http.ts';
import { statusJson } from '../json/check.ts';
import { repositoryJson } from '../json/repository.ts';
import { repositoryUrl } from '../json/shared.ts';
import type { CommitStatus } from '../model.ts';
import type { RepositoryRoute } from '../router.ts';
import { commitAt } from './repositories.ts';

export const statusRoutes: RepositoryRoute[] = [
  {
    method: 'POST',
    path: '/statuses/{sha}',
    needs: ['statuses:write'],
    role: 'write',
    serve: setStatus,
  },
  { method: 'GET', path: '/commits/{ref}/status', needs: ['statuses:read'], serve: combined },
];

async function setStatus(call: RepositoryCall): Promise<Reply> {
  const { world, repo } = call;
  const asked = call.body as {
    state: string;
    target_url?: string | null;
    description?: string | null;
    context?: string;
  };
  const status: CommitStatus = {
    id: world.nextId(),
    sha: await commitAt(call, call.params['sha'] ?? ''),
    state: asked.state,
    context: asked.context ?? 'default',
    description: asked.description ?? null,
    targetUrl: asked.target_url ?? null,
    creator: accountOfActor(call.actor),
    createdAt: world.clock.now(),
  };
  repo.statuses.push(status);
  return ok(statusJson(world, { repo }, status), 201);
}

async function combined(call: RepositoryCall): Promise<Reply> {
  const { world, repo } = call;
  const sha = await commitAt(call, call.params['ref'] ?? '');
  const latest = new Map<string, CommitStatus>();
  for (const one of repo.statuses) if (one.sha === sha) latest.set(one.context, one);
  const all = [...latest.values()];
  const states = all.map((one) => one.state);
  const failed = states.includes('failure') || states.includes('error');
  const pending = states.length === 0 || states.includes('pending');
  const url = `${repositoryUrl(world, repo)}/commits/${sha}`;
  return ok({
    state: failed ? 'failure' : pending ? 'pending' : 'success',
    statuses: page(call, all).map((one) => {
      const { creator, ...json } = statusJson(world, { repo }, one);
      return creator === undefined ? {} : json;
    }),
    sha,
    total_count: all.length,
    repository: repositoryJson(world, repo),
    commit_url: url,
    url: `${url}/status`,
  });
}
