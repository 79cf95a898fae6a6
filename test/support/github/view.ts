import { blobAt } from './history.ts';
import type { PullRequest, Reaction, Side } from './model.ts';
import { readObject } from './objects.ts';
import { pullOf, reviewComments, type World } from './state.ts';

interface ViewedComment {
  id: number;
  reviewId: number;
  user: string;
  path: string;
  subject: 'line' | 'file';
  side: Side;
  /** Null for a file's comment and once outdated. */
  line: number | null;
  startLine: number | null;
  originalLine: number | null;
  body: string;
  /** The lines it sits on, read from the commit it was written on; null for a file's comment. */
  text: string | null;
  commit: string;
  originalCommit: string;
  outdated: boolean;
  resolvedBy: string | null;
  inReplyTo: number | null;
  pending: boolean;
  reactions: ViewedReaction[];
}

interface ViewedReaction {
  user: string;
  content: string;
}

/** A pull request as a person sees it. */
export interface PullView {
  head: string;
  base: string;
  state: string;
  reviews: { id: number; user: string; state: string; body: string; commit: string }[];
  comments: ViewedComment[];
  issueComments: {
    id: number;
    user: string;
    body: string;
    reactions: ViewedReaction[];
    minimized: string | null;
  }[];
  checks: {
    id: number;
    name: string;
    headSha: string;
    status: string;
    conclusion: string | null;
    title: string | null;
    summary: string | null;
    text: string | null;
  }[];
  threads: { id: number; resolvedBy: string | null; outdated: boolean; comments: number[] }[];
  labels: string[];
}

export async function pullView(world: World, repo: string, number: number): Promise<PullView> {
  const pull = pullOf(world, repo, number);
  return {
    head: pull.headSha,
    base: pull.baseSha,
    state: pull.state,
    reviews: pull.reviews.map(({ id, user, state, body, commit }) => ({
      id,
      user: user.login,
      state,
      body,
      commit,
    })),
    comments: await viewComments(pull),
    issueComments: pull.comments.map(({ id, user, body, reactions, minimized }) => ({
      id,
      user: user.login,
      body,
      reactions: viewReactions(reactions),
      minimized,
    })),
    checks: pull.repo.checkRuns.map((run) => ({
      id: run.id,
      name: run.name,
      headSha: run.headSha,
      status: run.status,
      conclusion: run.conclusion,
      ...run.output,
    })),
    threads: pull.threads.map((thread) => ({
      id: thread.id,
      resolvedBy: thread.resolvedBy?.login ?? null,
      outdated: thread.comments[0]?.current === null,
      comments: thread.comments.map((one) => one.id),
    })),
    labels: pull.labels.map((label) => label.name),
  };
}

function viewComments(pull: PullRequest): Promise<ViewedComment[]> {
  return Promise.all(
    reviewComments(pull).map(async (one) => {
      const { original, current, subject, side, path } = one;
      const onLine = subject === 'line';
      const { mergeBase, oldPath, commit } = original;
      const [at, name] = side === 'LEFT' ? [mergeBase, oldPath] : [commit, path];
      const first = original.startLine ?? original.line;
      return {
        id: one.id,
        reviewId: one.review.id,
        user: one.user.login,
        path,
        subject,
        side,
        line: onLine ? (current?.line ?? null) : null,
        startLine: onLine ? (current?.startLine ?? null) : null,
        originalLine: onLine ? original.line : null,
        body: one.body,
        text: onLine ? await linesAt(pull.repo.dir, at, name, first, original.line) : null,
        commit: one.commit,
        originalCommit: original.commit,
        outdated: current === null,
        resolvedBy: one.thread.resolvedBy?.login ?? null,
        inReplyTo: one.inReplyTo,
        pending: one.review.state === 'PENDING',
        reactions: viewReactions(one.reactions),
      };
    }),
  );
}

async function linesAt(
  dir: string,
  commit: string,
  path: string,
  first: number,
  last: number,
): Promise<string | null> {
  const blob = await blobAt(dir, commit, path);
  if (blob === null) return null;
  const found = await readObject(dir, blob);
  return found!.body
    .toString('utf8')
    .split('\n')
    .slice(first - 1, last)
    .join('\n');
}

function viewReactions(reactions: readonly Reaction[]): ViewedReaction[] {
  return reactions.map(({ user, content }) => ({ user: user.login, content }));
}
