import type { Account, Reaction } from './model.ts';
import type { World } from './state.ts';

/** Adds a reaction once: the same by the same user stays the one it was. */
export function react(
  world: World,
  on: { reactions: Reaction[] },
  user: Account,
  content: string,
): { reaction: Reaction; added: boolean } {
  const known = on.reactions.find((one) => one.user.id === user.id && one.content === content);
  if (known !== undefined) return { reaction: known, added: false };
  const reaction = { id: world.nextId(), user, content, createdAt: world.clock.now() };
  on.reactions.push(reaction);
  return { reaction, added: true };
}
