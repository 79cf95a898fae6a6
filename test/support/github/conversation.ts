import { type Anchor, place } from './anchors.ts';
import { issueCommentEvent, reviewCommentEvent, reviewEvent, threadEvent } from './events.ts';
import type { IssueComment, PullRequest, ReviewComment } from './model.ts';
import { react } from './reacting.ts';
import { addIssueComment, addReview, addThread, replyTo, submitReview } from './reviewing.ts';
import { accountOf, pullOf, reviewComments, type World } from './state.ts';

/** What people say on a pull request; each word is told to the Apps that listen. */
export interface Conversation {
  comment: (repo: string, number: number, user: string, body: string) => Promise<IssueComment>;
  editComment: (comment: IssueComment | ReviewComment, body: string, user?: string) => void;
  deleteComment: (comment: IssueComment, user?: string) => void;
  reply: (repo: string, number: number, to: number, user: string, body: string) => ReviewComment;
  /** A person's own review, with comments on lines. */
  review: (
    repo: string,
    number: number,
    user: string,
    body: string,
    comments?: (Omit<Anchor, 'subject'> & { body: string })[],
  ) => Promise<void>;
  react: (on: IssueComment | ReviewComment | number, user: string, content: string) => void;
  resolveThread: (repo: string, number: number, threadOf: number, user: string) => void;
}

export function createConversation(world: World): Conversation {
  return {
    comment: async (repo, number, login, body) => {
      const user = accountOf(world, login);
      const pull = pullOf(world, repo, number);
      const comment = addIssueComment(world, pull, { user, app: null }, body);
      issueCommentEvent(world, comment, 'created', user);
      return comment;
    },
    editComment: (comment, body, login) => {
      const user = login === undefined ? comment.user : accountOf(world, login);
      const changes = { changes: { body: { from: comment.body } } };
      comment.body = body;
      comment.updatedAt = world.clock.now();
      if (comment.kind === 'issue-comment') {
        issueCommentEvent(world, comment, 'edited', user, changes);
      } else reviewCommentEvent(world, comment, 'edited', user, changes);
    },
    deleteComment: (comment, login) => {
      const user = login === undefined ? comment.user : accountOf(world, login);
      comment.pull.comments = comment.pull.comments.filter((one) => one !== comment);
      issueCommentEvent(world, comment, 'deleted', user);
    },
    reply: (repo, number, to, login, body) => {
      const pull = pullOf(world, repo, number);
      const user = accountOf(world, login);
      const review = addReview(world, pull, { user, app: null }, '', pull.headSha);
      const reply = replyTo(world, review, commentOf(pull, to), body);
      submitReview(world, review, 'COMMENT');
      reviewEvent(world, review, 'submitted', user);
      reviewCommentEvent(world, reply, 'created', user);
      return reply;
    },
    review: async (repo, number, login, body, comments = []) => {
      const pull = pullOf(world, repo, number);
      const user = accountOf(world, login);
      const placed = await Promise.all(
        comments.map((one) => place(world, pull, pull.headSha, { ...one, subject: 'line' })),
      );
      const review = addReview(world, pull, { user, app: null }, body, pull.headSha);
      const made = placed.map((one, i) => addThread(world, review, one, comments[i]?.body ?? ''));
      submitReview(world, review, 'COMMENT');
      reviewEvent(world, review, 'submitted', user);
      for (const one of made) reviewCommentEvent(world, one, 'created', user);
    },
    react: (on, login, content) => {
      const target = typeof on === 'number' ? writtenById(world, on) : on;
      react(world, target, accountOf(world, login), content);
    },
    resolveThread: (repo, number, id, login) => {
      const { thread } = commentOf(pullOf(world, repo, number), id);
      thread.resolvedBy = accountOf(world, login);
      threadEvent(world, thread, 'resolved', thread.resolvedBy);
    },
  };
}

function commentOf(pull: PullRequest, id: number): ReviewComment {
  const comment = reviewComments(pull).find((one) => one.id === id);
  if (comment === undefined) throw new Error(`#${pull.number} has no review comment ${id}`);
  return comment;
}

function writtenById(world: World, id: number): IssueComment | ReviewComment {
  for (const pull of world.repositories.flatMap((repo) => repo.pulls)) {
    const all = [...pull.comments, ...reviewComments(pull)];
    const found = all.find((one) => one.id === id);
    if (found !== undefined) return found;
  }
  throw new Error(`no comment ${id}`);
}
