import { accountOfActor } from '../auth.ts';
import { type Call, notFound, ok } from '../http.ts';
import { iso } from '../clock.ts';
import { type Json, userJson } from '../json/shared.ts';
import { rateLimitJson } from '../rate-limit.ts';
import type { Route } from '../router.ts';
import type { Account } from '../model.ts';
import type { World } from '../state.ts';

export const userRoutes: Route[] = [
  {
    method: 'GET',
    path: '/users/{username}',
    as: 'anyone',
    serve: (call) => {
      const account = call.world.accounts.get(`${call.params['username']}`.toLowerCase());
      if (account === undefined) throw notFound();
      return ok(profile(call.world, account));
    },
  },
  {
    method: 'GET',
    path: '/user',
    as: 'anyone',
    serve: (call: Call) => ok(profile(call.world, accountOfActor(call.actor))),
  },
  {
    method: 'GET',
    path: '/rate_limit',
    as: 'anyone',
    serve: (call) => ok(rateLimitJson(call.world, call.actor)),
  },
];

function profile(world: World, account: Account): Json {
  const since = iso(new Date(0));
  return {
    ...userJson(world, account),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}
