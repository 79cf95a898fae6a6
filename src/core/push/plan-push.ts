import { isZeroOid, type PushedRef } from './pushed-refs.ts';

/** What has to be known of the history. Nothing of it may ask the remote. */
export interface PushHistory {
  /** The commit an object id leads to, through tags; null when it is none or not here. */
  commitOf(oid: string): Promise<string | null>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /**
   * Counts the commits of `head` that none of `known` contains. `base` is the known ancestor of
   * `head` with the fewest commits between them; null when they share no history.
   */
  compare(head: string, known: string[]): Promise<{ newCommits: number; base: string | null }>;
}

/** What is known here of the remote's branches, as commits, from the last fetch or push. */
export interface RemoteTips {
  all: string[];
  /** That of the default branch. */
  main: string | null;
}

/** A part of the push to review: what `head` adds to its ancestor `base`. */
export interface PushRange {
  base: string;
  head: string;
  /** For people: `feature (new, 2 commits)`. */
  label: string;
}

export interface PushPlan {
  ranges: PushRange[];
  /** Refs without anything to review, and why. */
  nothing: { ref: string; why: string }[];
  /** Refs with new commits that can not be compared with anything. */
  incomparable: { ref: string; why: string }[];
}

/**
 * Decides what of a push is reviewed.
 * - Deleted refs and notes: nothing.
 * - A branch that moves forward: since the remote's old tip; since its default branch where that
 *   was merged in and leaves fewer commits, so that other people's commits are not reviewed again.
 * - A new or rewritten branch: since the nearest ancestor that any known branch of the remote has.
 * - A tag: like a new branch, and only if its commits are on no branch of the remote or the push.
 * - A commit that is reviewed with one ref is not reviewed again with another.
 */
export async function planPush(
  refs: PushedRef[],
  tips: RemoteTips,
  history: PushHistory,
): Promise<PushPlan> {
  const plan: PushPlan = { ranges: [], nothing: [], incomparable: [] };
  const oldTips = await commitsOf(
    refs.map((ref) => ref.remoteOid),
    history,
  );
  const onRemote = [...new Set([...tips.all, ...oldTips.values()])];
  const main = tips.main === null ? [] : [tips.main];
  const covered: string[] = [];

  // Tags last: their commits mostly are on a branch of the same push.
  for (const ref of [...refs.filter((ref) => !isTag(ref)), ...refs.filter(isTag)]) {
    const name = shortName(ref.remoteRef);
    const say = (why: string): void => void plan.nothing.push({ ref: name, why });
    if (isZeroOid(ref.localOid)) {
      say('is deleted');
      continue;
    }
    if (ref.remoteRef.startsWith('refs/notes/')) {
      say('holds notes, not code');
      continue;
    }
    const head = await history.commitOf(ref.localOid);
    if (head === null) {
      say('is no commit');
      continue;
    }
    const old = oldTips.get(ref.remoteOid);
    const forward = !isTag(ref) && old !== undefined && (await history.isAncestor(old, head));
    const known = forward ? [old, ...main] : onRemote;
    const { newCommits, base } = await history.compare(head, [...known, ...covered]);
    if (newCommits === 0) {
      const alone = covered.length > 0 && (await history.compare(head, known)).newCommits > 0;
      say(alone ? 'is reviewed with another ref of this push' : 'holds nothing new to the remote');
      continue;
    }
    if (base === null) {
      plan.incomparable.push({
        ref: name,
        why:
          onRemote.length === 0
            ? 'no branch of the remote is known here to compare it with'
            : 'it shares no history with what is known here of the remote',
      });
      continue;
    }
    covered.push(head);
    plan.ranges.push({ base, head, label: label(ref, forward, newCommits) });
  }
  return plan;
}

/** The ids that lead to a commit which is here, with that commit. */
async function commitsOf(oids: string[], history: PushHistory): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  for (const oid of new Set(oids)) {
    const commit = isZeroOid(oid) ? null : await history.commitOf(oid);
    if (commit !== null) commits.set(oid, commit);
  }
  return commits;
}

function label(ref: PushedRef, forward: boolean, newCommits: number): string {
  const commits = newCommits === 1 ? '1 commit' : `${newCommits} commits`;
  const kinds = isTag(ref) ? ['tag'] : [];
  if (isZeroOid(ref.remoteOid)) kinds.push('new');
  else if (!forward) kinds.push('rewritten');
  return `${shortName(ref.remoteRef)} (${[...kinds, commits].join(', ')})`;
}

function isTag(ref: PushedRef): boolean {
  return ref.remoteRef.startsWith('refs/tags/');
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '');
}
