import { pullEvent, pushEvent } from './events.ts';
import { isAncestor } from './history.ts';
import { moveHead } from './pulls.ts';
import type { Account, Repository } from './model.ts';
import type { World } from './state.ts';

const NOTHING = '0'.repeat(40);

const pushing = new WeakMap<Repository, Promise<unknown>>();

/** Pushes to a repository come one after another, so that each sees what it alone moved. */
export function oneAtATime<T>(repo: Repository, push: () => Promise<T>): Promise<T> {
  const mine = (pushing.get(repo) ?? Promise.resolve()).then(push);
  pushing.set(
    repo,
    mine.catch(() => undefined),
  );
  return mine;
}

type Refs = ReadonlyMap<string, string>;

/**
 * What follows from refs that moved: a push event for each, and for every open pull request from
 * such a branch its new head and `pull_request.synchronize`. A deleted branch leaves its pull
 * request where it was.
 */
export async function afterPush(
  world: World,
  repo: Repository,
  before: Refs,
  after: Refs,
  sender: Account,
): Promise<void> {
  const moved = [...new Set([...before.keys(), ...after.keys()])].filter(
    (ref) => before.get(ref) !== after.get(ref),
  );
  for (const ref of moved) {
    const old = before.get(ref) ?? NOTHING;
    const now = after.get(ref) ?? NOTHING;
    await pushEvent(world, repo, { ref, before: old, after: now }, sender);
    if (now === NOTHING) continue;
    for (const pull of world.repositories.flatMap((one) => one.pulls)) {
      const follows = pull.headRepo === repo && `refs/heads/${pull.headRef}` === ref;
      if (!follows || pull.state !== 'open') continue;
      await moveHead(world, pull, now);
      const isForced = old !== NOTHING && !(await isAncestor(pull.repo.dir, old, now));
      if (isForced) pull.pushedOver.push(old);
      await pullEvent(world, pull, 'synchronize', sender, { before: old, after: now });
    }
  }
}
