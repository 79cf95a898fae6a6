import { allows, forbidden } from './auth.ts';
import type { Actor } from './auth.ts';
import { templatePattern } from './contract.ts';
import { type Call, notFound, Refusal, type Reply, type RepositoryCall } from './http.ts';
import type { Repository, Role } from './model.ts';
import { atLeast, findRepository, roleIn, type World } from './state.ts';

type Answer = Reply | Promise<Reply>;

/** An operation outside repositories. */
export interface Route {
  method: string;
  /** As GitHub's description spells the path. */
  path: string;
  /** `app`: only with an App's JWT; `installation`: only with its token. */
  as: 'app' | 'installation' | 'anyone';
  serve: (call: Call) => Answer;
}

/** An operation below `/repos/{owner}/{repo}`. */
export interface RepositoryRoute {
  method: string;
  /** Below `/repos/{owner}/{repo}`. */
  path: string;
  /** Permissions of an App any of which is enough, as GitHub's documentation lists them. */
  needs: string[];
  /** What a person needs to be; by default read. */
  role?: Role;
  /** People are refused: only Apps may. */
  appsOnly?: true;
  serve: (call: RepositoryCall) => Answer;
}

interface Matched {
  operation: string;
  params: Record<string, string>;
  serve: (call: Call) => Answer;
}

interface Entry {
  method: string;
  operation: string;
  pattern: RegExp;
  serve: (call: Call) => Answer;
}

export type Router = (method: string, path: string) => Matched | undefined;

/** The most literal template wins: `/pulls/comments/{id}` before `/pulls/{number}/…`. */
export function createRouter(routes: Route[], repositoryRoutes: RepositoryRoute[]): Router {
  const entries: Entry[] = [
    ...routes.map((route) => entry(route.method, route.path, (call) => serveRoute(route, call))),
    ...repositoryRoutes.map((route) =>
      entry(route.method, `/repos/{owner}/{repo}${route.path}`, (call) =>
        route.serve(authorize(route, call)),
      ),
    ),
  ].sort((a, b) => weight(a.operation) - weight(b.operation));
  return (method, path) => {
    for (const one of entries) {
      const match = one.method === method ? one.pattern.exec(path) : null;
      if (match === null) continue;
      const groups = Object.entries(match.groups ?? {});
      const params = Object.fromEntries(groups.map(([k, v]) => [k, decodeURIComponent(v)]));
      return { operation: one.operation, params, serve: one.serve };
    }
    return undefined;
  };
}

/**
 * The repository, if the actor may see it: outside an installation, or of no role in a private
 * one, it does not exist.
 */
export function visible(world: World, actor: Actor, fullName: string): Repository {
  const repo = findRepository(world, fullName);
  if (repo === undefined) throw notFound();
  switch (actor.kind) {
    case 'app':
      throw new Refusal(401, 'A JSON web token could not be decoded');
    case 'installation': {
      const { repositories, installation } = actor.token;
      const own = installation.account.id === repo.owner.id;
      const inside = repositories === 'all' ? own : repositories.has(repo.id);
      if (!inside && repo.private) throw notFound();
      return repo;
    }
    case 'user':
      if (roleIn(repo, actor.account) === 'none') throw notFound();
      return repo;
    case 'anonymous':
      if (repo.private) throw notFound();
      return repo;
  }
}

function authorize(route: RepositoryRoute, call: Call): RepositoryCall {
  const { actor, world } = call;
  const repo = visible(world, actor, `${call.params['owner']}/${call.params['repo']}`);
  if (actor.kind === 'installation') {
    const { permissions } = actor.token;
    if (!route.needs.some((need) => allows(permissions, need))) throw forbidden();
  } else if (actor.kind === 'user') {
    if (route.appsOnly === true) {
      throw new Refusal(403, 'You must authenticate via a GitHub App.');
    }
    if (!atLeast(roleIn(repo, actor.account), route.role ?? 'read')) {
      throw new Refusal(403, 'Must have push access to repository');
    }
  } else if (route.method !== 'GET') {
    throw new Refusal(401, 'Requires authentication');
  }
  return Object.assign(call, { repo });
}

function serveRoute(route: Route, call: Call): Answer {
  if (route.as === 'app' && call.actor.kind !== 'app') {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
  if (route.as === 'installation' && call.actor.kind !== 'installation') throw forbidden();
  return route.serve(call);
}

function entry(method: string, operation: string, serve: Entry['serve']): Entry {
  return { method, operation, pattern: templatePattern(operation), serve };
}

function weight(template: string): number {
  const greedy = /\{(path|ref|basehead)\}$/.test(template) ? 100 : 0;
  return template.split('{').length + greedy;
}
