import { answerBody, answers, type AnswerParts } from '../core/conversation/answer-body.ts';
import type { AnswerMarker } from '../core/plan/marker.ts';
import type { Language } from '../core/render/messages.ts';
import { GitHubError } from '../ports/github-error.ts';
import type { Publisher, ReactionTarget } from '../ports/publisher.ts';
import type { Posted, PullRequest } from '../ports/pull-requests.ts';
import type { CommandComment } from '../ports/queue.ts';

/** One thing that a person's comment wants, and where it is answered. */
export interface Request {
  pull: PullRequest;
  comment: CommandComment;
  /** Which command of the comment, from 0; null for a reply in our thread. */
  command: number | null;
  /** Of the fixed words around the answer. */
  language: Language;
  /** What stands on the pull request already, read once. */
  posted: () => Promise<Posted>;
}

/** Whether an earlier try has answered it: it must be neither paid nor said again. */
export async function isAnswered({ comment, command, posted }: Request): Promise<boolean> {
  const { comments, notes } = await posted();
  const what = { of: comment.kind, to: comment.id, command };
  return [...comments, ...notes].some(({ body }) => answers(body, what));
}

/**
 * Answers where it was asked: in the thread on the diff, else as a comment of the conversation that
 * quotes what it answers. A thread that is gone by now is answered in the conversation.
 */
export async function say(
  { pull, comment, command }: Request,
  parts: AnswerParts,
  publisher: Pick<Publisher, 'reply' | 'saveNote'>,
): Promise<void> {
  const marker: AnswerMarker = {
    kind: 'answer',
    head: pull.head.sha,
    of: comment.kind,
    to: comment.id,
    command,
  };
  if (comment.kind === 'review-comment') {
    try {
      const body = answerBody({ ...parts, quote: null }, marker);
      await publisher.reply(pull.ref, threadOf(comment), body);
      return;
    } catch (error) {
      if (!(error instanceof GitHubError) || !GONE.has(error.kind)) throw error;
    }
  }
  await publisher.saveNote(pull.ref, null, answerBody(parts, marker));
}

const GONE = new Set<GitHubError['kind']>(['not_found', 'refused']);

/** The comment that the thread of a comment on the diff starts with. */
export function threadOf({ id, inReplyTo }: CommandComment): number {
  return inReplyTo ?? id;
}

export function reactionTarget({ kind, id, nodeId }: CommandComment): ReactionTarget {
  return kind === 'review' ? { kind, nodeId } : { kind, id };
}
