import type { Command, InvalidCommand } from './command.ts';

/** A person's permission in a repository, as GitHub's collaborator permission (role) names it. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Asker {
  /** Read from GitHub when the command arrives: it may have been taken away since. */
  permission: Permission;
  /** Whether this person opened the pull request. */
  isAuthor: boolean;
}

const WRITERS: ReadonlySet<Permission> = new Set(['admin', 'maintain', 'write']);

/** Whether a permission lets somebody write to the repository. */
export function mayWrite(permission: Permission): boolean {
  return WRITERS.has(permission);
}

type Kind = (Command | InvalidCommand)['kind'];

/**
 * Whether the pull request's author may, without write permission. Never what silences a reviewer:
 * an author from a fork must not switch off or dismiss what is said about the own code. The answer
 * to a command that can't be read goes to those who could have run one.
 */
const OPEN_TO_AUTHOR: Readonly<Record<Kind, boolean>> = {
  review: true,
  ask: true,
  explain: true,
  help: true,
  invalid: true,
  dismiss: false,
  pause: false,
  resume: false,
};

/** Whether this person may run a command, or be answered when it can't be read. */
export function mayRun(
  command: Pick<Command | InvalidCommand, 'kind'>,
  { permission, isAuthor }: Asker,
): boolean {
  return mayWrite(permission) || (isAuthor && OPEN_TO_AUTHOR[command.kind]);
}

export interface CommentEvent {
  authorType: 'User' | 'Bot' | 'Organization' | 'Mannequin';
  action: 'created' | 'edited' | 'deleted';
  /** Written by this app itself. */
  isOwn: boolean;
}

/** Whether a comment is read for commands at all. */
export function shouldRead({ authorType, action, isOwn }: CommentEvent): boolean {
  // Whoever edits a comment may be another person than its author, and a corrected typing error
  // must not run a command twice. A deleted comment asks for nothing.
  if (action !== 'created') return false;
  // Two bots that answer each other never stop, and what a bot repeats is somebody else's text.
  // Organizations and the placeholders of imported users can't ask for anything.
  if (authorType !== 'User') return false;
  // An app that runs with a person's token is a "User" too.
  return !isOwn;
}
