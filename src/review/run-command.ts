import type { Command, InvalidCommand } from '../core/conversation/command.ts';
import { parseCommands } from '../core/conversation/parse-commands.ts';
import { mayRun } from '../core/conversation/who-may.ts';
import { explainProblem, helpText } from '../core/conversation/words.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { languageOf, type Language } from '../core/render/messages.ts';
import type { Publisher, ReactionTarget } from '../ports/publisher.ts';
import type { PullRef, PullRequests } from '../ports/pull-requests.ts';
import type { CommandComment } from '../ports/queue.ts';
import type { PullOutcome } from './review-pull-request.ts';
import type { Overrides } from './settings.ts';

/** What a command can set off. */
export interface CommandPorts {
  pulls: PullRequests;
  publisher: Publisher;
  /** The App's slug, which its mention is made of. */
  slug: string;
  review: (overrides: Overrides) => Promise<PullOutcome>;
}

/**
 * Does what a comment asks for. Taken is 👀, then 🚀 or 😕; a command that can't be read is
 * answered with what was wrong. Somebody who may not is answered with 😕 alone, before anything is
 * paid for.
 */
export async function runCommands(
  ref: PullRef,
  comment: CommandComment,
  ports: CommandPorts,
): Promise<void> {
  const { commands } = parseCommands(comment.body, { slug: ports.slug });
  if (commands.length === 0) return;
  const target = reactionTarget(comment);
  const react = (content: 'eyes' | 'rocket' | 'confused'): Promise<void> =>
    ports.publisher.react(ref, target, content);
  const [permission, pull] = await Promise.all([
    ports.pulls.permission(ref, comment.author),
    ports.pulls.get(ref),
  ]);
  const asker = { permission, isAuthor: pull.author.login === comment.author };
  if (!commands.every((command) => mayRun(command, asker))) return react('confused');

  await react('eyes');
  const language = languageOf(detectLanguage([comment.body]));
  let went = true;
  for (const command of commands) went = (await runOne(ref, command, language, ports)) && went;
  await react(went ? 'rocket' : 'confused');
}

/** False when it could not be done. */
async function runOne(
  ref: PullRef,
  command: Command | InvalidCommand,
  language: Language,
  ports: CommandPorts,
): Promise<boolean> {
  const answer = (body: string): Promise<number> => ports.publisher.saveNote(ref, null, body);
  switch (command.kind) {
    case 'review': {
      const { outcome } = await ports.review({
        language,
        ...(command.agent === undefined ? {} : { agent: command.agent }),
        ...(command.files.length === 0 ? {} : { files: command.files }),
      });
      return outcome === 'posted';
    }
    case 'help':
      await answer(helpText(language, ports.slug));
      return true;
    case 'invalid':
      await answer(explainProblem(command.problem, language));
      return false;
    case 'ask':
    case 'explain':
    case 'dismiss':
    case 'pause':
    case 'resume':
      await answer(helpText(language, ports.slug));
      return false;
  }
}

function reactionTarget({ kind, id, nodeId }: CommandComment): ReactionTarget {
  return kind === 'review' ? { kind, nodeId } : { kind, id };
}
