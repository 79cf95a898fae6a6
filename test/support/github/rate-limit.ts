import type { Actor } from './auth.ts';
import { Refusal } from './http.ts';
import { SECONDARY_LIMIT } from './faults.ts';
import type { World } from './state.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

interface Spent {
  limit: number;
  used: number;
  remaining: number;
  reset: number;
}

/** Counts a request against its sender's hour and gives the headers that tell of it. */
export function countRequest(world: World, actor: Actor): Record<string, string> {
  recent(world.spent, ownerOf(actor), world.clock.now(), HOUR).push(world.clock.now());
  const spent = spentBy(world, actor);
  const headers = {
    'x-ratelimit-limit': String(spent.limit),
    'x-ratelimit-used': String(Math.min(spent.used, spent.limit)),
    'x-ratelimit-remaining': String(spent.remaining),
    'x-ratelimit-reset': String(spent.reset),
    'x-ratelimit-resource': 'core',
  };
  if (spent.used > spent.limit) {
    throw new Refusal(403, `API rate limit exceeded for ${ownerOf(actor)}.`, undefined, headers);
  }
  return headers;
}

/** Counts new content; beyond the limit of a minute GitHub's secondary limit answers. */
export function countContent(world: World, actor: Actor): void {
  const now = world.clock.now();
  const made = recent(world.created, ownerOf(actor), now, MINUTE);
  if (made.length >= world.limits.contentPerMinute) {
    throw new Refusal(403, SECONDARY_LIMIT, undefined, { 'retry-after': '60' });
  }
  made.push(now);
}

export function rateLimitJson(world: World, actor: Actor): Record<string, unknown> {
  const core = spentBy(world, actor);
  const rest = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return { resources: { core, search: rest, graphql: core }, rate: core };
}

function spentBy(world: World, actor: Actor): Spent {
  const now = world.clock.now();
  const times = recent(world.spent, ownerOf(actor), now, HOUR);
  const limit = world.limits.requestsPerHour;
  const first = times[0] ?? now;
  return {
    limit,
    used: times.length,
    remaining: Math.max(limit - times.length, 0),
    reset: Math.ceil((first.getTime() + HOUR) / 1000),
  };
}

function ownerOf(actor: Actor): string {
  switch (actor.kind) {
    case 'installation':
      return `installation ID ${actor.token.installation.id}`;
    case 'anonymous':
      return '127.0.0.1';
    case 'app':
    case 'user':
      return `user ID ${actor.account.id}`;
  }
}

/** The times within the window, older ones dropped. */
function recent(book: Map<string, Date[]>, owner: string, now: Date, window: number): Date[] {
  const times = book.get(owner) ?? [];
  const kept = times.filter((time) => now.getTime() - time.getTime() < window);
  book.set(owner, kept);
  return kept;
}
