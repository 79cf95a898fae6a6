import { answerWords } from '../core/conversation/answer-words.ts';
import type { Command, InvalidCommand } from '../core/conversation/command.ts';
import { parseCommands } from '../core/conversation/parse-commands.ts';
import { mayRun } from '../core/conversation/who-may.ts';
import { explainProblem, helpText } from '../core/conversation/words.ts';
import { MOST_ANSWERS_AN_HOUR } from '../core/limit/answer-turns.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { languageOf } from '../core/render/messages.ts';
import type { Posted, PullRef } from '../ports/pull-requests.ts';
import type { CommandComment } from '../ports/queue.ts';
import { answerAsk } from './answer-command.ts';
import { explainFinding } from './answer-explain.ts';
import { isAnswered, reactionTarget, say, type Request } from './answer-place.ts';
import { answerReply, type ReplyOutcome, type ReplyPorts } from './answer-reply.ts';
import type { PullOutcome } from './review-pull-request.ts';
import { dismissFinding } from './rounds/dismiss.ts';
import { setPaused } from './rounds/pause.ts';
import type { Overrides } from './settings.ts';

/** What a comment can set off. */
export interface CommandPorts extends ReplyPorts {
  review: (overrides: Overrides) => Promise<PullOutcome>;
}

/** What came of a comment, for the log. */
export type CommentOutcome =
  | { reply: ReplyOutcome }
  | { commands: string[]; outcome: 'done' | 'failed' | 'may not' | 'limit' };

type AnyCommand = Command | InvalidCommand;

/**
 * Does what a person's comment asks for: its commands, or else what it says in a thread of ours.
 * Taken is 👀, then 🚀 or 😕; a command that can't be read is answered with what was wrong. Somebody
 * who may not is answered with 😕 alone, before anything is paid for. Tried again, it neither asks
 * nor says anything twice.
 */
export async function runComment(
  ref: PullRef,
  comment: CommandComment,
  ports: CommandPorts,
): Promise<CommentOutcome> {
  const { commands } = parseCommands(comment.body, { slug: ports.slug });
  if (commands.length === 0) return { reply: await answerReply(ref, comment, ports) };
  return { commands: commands.map(({ kind }) => kind), outcome: await runAll() };

  async function runAll(): Promise<'done' | 'failed' | 'may not' | 'limit'> {
    const target = reactionTarget(comment);
    const react = (content: 'eyes' | 'rocket' | 'confused'): Promise<void> =>
      ports.publisher.react(ref, target, content);
    const [permission, pull] = await Promise.all([
      ports.pulls.permission(ref, comment.author),
      ports.pulls.get(ref),
    ]);
    const asker = { permission, isAuthor: pull.author.login === comment.author };
    if (!commands.every((command) => mayRun(command, asker))) {
      await react('confused');
      return 'may not';
    }
    let posted: Promise<Posted> | undefined;
    const request: Request = {
      pull,
      comment,
      command: 0,
      language: languageOf(detectLanguage([comment.body])),
      posted: () => (posted ??= ports.pulls.posted(ref)),
    };
    if (commands.some(({ kind }) => COSTS.has(kind))) {
      const turn = await ports.limit.take(comment.author, `${comment.kind} ${comment.id}`);
      if (!turn.ok) {
        await react('confused');
        const words = answerWords(request.language);
        const lead = [words.tooMany(MOST_ANSWERS_AN_HOUR, turn.minutes)];
        if (!turn.told && !(await isAnswered(request))) {
          await say(request, { quote: comment.body, lead, text: '' }, ports.publisher);
        }
        return 'limit';
      }
    }
    await react('eyes');
    let went = true;
    for (const [index, command] of commands.entries()) {
      went = (await guarded(command, { ...request, command: index }, ports)) && went;
    }
    await react(went ? 'rocket' : 'confused');
    return went ? 'done' : 'failed';
  }
}

/** Commands that ask the model. */
const COSTS = new Set<AnyCommand['kind']>(['review', 'ask', 'explain']);

/** A fault of ours is told to whoever asked before it is thrown on to the log. */
async function guarded(
  command: AnyCommand,
  request: Request,
  ports: CommandPorts,
): Promise<boolean> {
  try {
    return await runOne(command, request, ports);
  } catch (error) {
    if (ports.stops.signal.aborted || ports.willRetry(error)) throw error;
    // What a review failed of stands in its check.
    if (command.kind !== 'review') {
      const lead = [answerWords(request.language).fault];
      await say(request, { quote: request.comment.body, lead, text: '' }, ports.publisher);
    }
    const target = reactionTarget(request.comment);
    await ports.publisher.react(request.pull.ref, target, 'confused');
    throw error;
  }
}

/** False when it could not be done. */
async function runOne(
  command: AnyCommand,
  request: Request,
  ports: CommandPorts,
): Promise<boolean> {
  const { language } = request;
  if (command.kind === 'review') {
    const { outcome } = await ports.review({
      language,
      ...(command.agent === undefined ? {} : { agent: command.agent }),
      ...(command.files.length === 0 ? {} : { files: command.files }),
      ...(command.full ? { full: true } : {}),
      ...(command.since === undefined ? {} : { since: command.since }),
    });
    return outcome === 'posted';
  }
  if (await isAnswered(request)) return true;
  const tell = (quote: string, sentence: string): Promise<void> =>
    say(request, { quote, lead: [sentence], text: '' }, ports.publisher);
  switch (command.kind) {
    case 'ask':
      return answerAsk(command.question, request, ports);
    case 'explain':
      return explainFinding(command.id, request, ports);
    case 'help':
      await tell(request.comment.body, helpText(language, ports.slug));
      return true;
    case 'invalid':
      await tell(command.said, explainProblem(command.problem, language));
      return false;
    case 'dismiss': {
      const { id, reason } = command;
      const wish = { id, reason, by: request.comment.author };
      const { pull, posted } = request;
      const why = await dismissFinding(pull, await posted(), wish, language, ports.publisher);
      if (why !== null) await tell(request.comment.body, why);
      return why === null;
    }
    case 'pause':
    case 'resume': {
      const paused = command.kind === 'pause';
      await setPaused(request.pull.ref, await request.posted(), paused, language, ports.publisher);
      return true;
    }
  }
}
