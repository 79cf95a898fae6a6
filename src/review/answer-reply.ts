import { answers, evidenceList, type AnswerParts } from '../core/conversation/answer-body.ts';
import { replyForm, type Reply } from '../core/conversation/answers.ts';
import { parseCommands } from '../core/conversation/parse-commands.ts';
import { needsNoAnswer } from '../core/conversation/small-talk.ts';
import { mayRun } from '../core/conversation/who-may.ts';
import { readMarkers } from '../core/plan/marker.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { cutText } from '../core/render/cut-text.ts';
import { fencedCode } from '../core/render/fence.ts';
import { languageOf } from '../core/render/messages.ts';
import type { AnswerLimit } from '../ports/limits.ts';
import type { PullRef, Thread } from '../ports/pull-requests.ts';
import type { CommandComment } from '../ports/queue.ts';
import { quoted, threadMaterial } from './answer-material.ts';
import { askAgent } from './answer-model.ts';
import { reactionTarget, say, type Request } from './answer-place.ts';
import { provenOf, unanswered, withPull } from './answer-pull.ts';
import { askersLanguage } from './answer-question.ts';
import type { PullRequestPorts } from './review-pull-request.ts';

/** Answers of ours in one thread, after which we leave it to the people. */
const MOST_TURNS = 3;
/** Bytes of the words of an answer, the code aside: some five sentences. */
const MOST_TEXT = 1600;
const MOST_QUOTES = 3;

/** Why a reply got no answer, for the log; `answered` and `silent` were asked about. */
export type ReplyOutcome =
  | 'answered'
  | 'silent'
  | 'failed'
  | 'small talk'
  | 'not our thread'
  | 'resolved'
  | 'gone'
  | 'answered before'
  | 'turns used up'
  | 'a later reply'
  | 'may not'
  | 'limit';

export interface ReplyPorts extends PullRequestPorts {
  slug: string;
  limit: AnswerLimit;
}

/**
 * Somebody answered one of our findings in its thread: reads the thread and the code as it now is,
 * and concedes, explains or gives the changed code. It says nothing to thanks, to strangers, in a
 * resolved thread or after a few turns, and only 😕 when the model fails: nobody gave a command.
 */
export async function answerReply(
  ref: PullRef,
  comment: CommandComment,
  ports: ReplyPorts,
): Promise<ReplyOutcome> {
  if (comment.inReplyTo === undefined) return 'not our thread';
  if (needsNoAnswer(comment.body)) return 'small talk';
  const thread = await ports.pulls.thread(ref, comment.inReplyTo);
  const stays = thread === null ? 'not our thread' : whySilent(thread, comment, ports.slug);
  if (thread === null || stays !== null) return stays ?? 'not our thread';
  const [permission, pull] = await Promise.all([
    ports.pulls.permission(ref, comment.author),
    ports.pulls.get(ref),
  ]);
  const isAuthor = pull.author.login === comment.author;
  if (!mayRun({ kind: 'ask' }, { permission, isAuthor })) return 'may not';
  const turn = await ports.limit.take(comment.author, `review-comment ${comment.id}`);
  if (!turn.ok) return 'limit';

  const target = reactionTarget(comment);
  await ports.publisher.react(ref, target, 'eyes');
  const request: Request = {
    pull,
    comment,
    command: null,
    language: languageOf(detectLanguage([comment.body])),
    posted: () => ports.pulls.posted(ref),
  };
  const reply = await ask(thread, request, ports);
  if ('cannot' in reply) {
    await ports.publisher.react(ref, target, 'confused');
    return 'failed';
  }
  if (reply.stance === 'silent') return 'silent';
  await say(request, partsOf(reply), ports.publisher);
  return 'answered';
}

/** What the thread itself tells: null when there is something to answer. */
function whySilent(thread: Thread, comment: CommandComment, slug: string): ReplyOutcome | null {
  const [first] = thread.comments;
  const isFinding = readMarkers(first?.body ?? '').some(({ kind }) => kind === 'finding');
  if (first?.isOurs !== true || !isFinding) return 'not our thread';
  if (thread.resolved) return 'resolved';
  const at = thread.comments.findIndex(({ id }) => id === comment.id);
  if (at < 0) return 'gone';
  const ours = thread.comments.filter(({ isOurs }) => isOurs);
  const what = { of: comment.kind, to: comment.id, command: null };
  if (ours.some(({ body }) => answers(body, what))) return 'answered before';
  const turns = ours.filter(({ body }) =>
    readMarkers(body).some((mark) => mark.kind === 'answer' && mark.command === null),
  );
  if (turns.length >= MOST_TURNS) return 'turns used up';
  // A later one of the same person has a job of its own, which reads this one too.
  const { author } = thread.comments[at]!;
  const later = thread.comments
    .slice(at + 1)
    .some(
      (one) =>
        one.author === author &&
        !needsNoAnswer(one.body) &&
        parseCommands(one.body, { slug }).commands.length === 0,
    );
  return later ? 'a later reply' : null;
}

function ask(thread: Thread, request: Request, ports: ReplyPorts) {
  const { pull, comment, language } = request;
  return withPull<Reply>(pull, language, ports, async (material, meter) => {
    const asked = await askAgent(
      material,
      {
        texts: ports.prompts.answerReply,
        values: {
          material: await threadMaterial(thread, material),
          author: quoted(comment.author),
          language: askersLanguage(comment.body),
        },
        path: thread.path,
        form: replyForm,
      },
      ports,
      meter,
    );
    if (!asked.ok) return unanswered(asked.why, language);
    const { proven } = await provenOf(asked.answer.evidence, material.read);
    return { ...asked.answer, evidence: proven };
  });
}

function partsOf({ stance, text, code, language, evidence }: Reply): AnswerParts {
  const block = stance === 'change' && code.trim() !== '' ? [fencedCode(language, code)] : [];
  return {
    quote: null,
    text: [cutText(text.trim(), MOST_TEXT), ...block].join('\n\n'),
    end: evidence.length === 0 ? [] : [evidenceList(evidence.slice(0, MOST_QUOTES))],
  };
}
