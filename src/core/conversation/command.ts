/** What a comment can ask for. */
export const COMMAND_NAMES = [
  'review',
  'ask',
  'explain',
  'dismiss',
  'pause',
  'resume',
  'help',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export interface ReviewCommand {
  kind: 'review';
  /** Start over instead of looking at what is new alone. */
  full: boolean;
  /** 7 to 64 lower-case hex digits: review what changed since that commit. */
  since?: string;
  /** Globs; empty means every file. */
  files: string[];
  /** An agent's name, never a path. */
  agent?: string;
}

/** A request that could be read. `id` is always a finding's id: five lower-case base-32 digits. */
export type Command =
  | ReviewCommand
  | { kind: 'ask'; question: string }
  | { kind: 'explain'; id: string }
  | { kind: 'dismiss'; id: string; reason: string }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'help' };

/** What is wrong with a command, as data: `explainProblem` says it in a language. */
export type CommandProblem =
  | { code: 'unknown-command'; word: string; nearest: string }
  | { code: 'unknown-option'; option: string; nearest: string }
  | { code: 'missing-value'; option: string }
  | { code: 'repeated-option'; option: string }
  | { code: 'unexpected-word'; command: CommandName; word: string }
  | { code: 'unclosed-quote'; quote: string }
  | { code: 'text-after-quote'; text: string }
  | { code: 'bad-sha'; value: string }
  | { code: 'bad-agent'; value: string }
  | { code: 'bad-glob'; value: string; limit: number }
  | { code: 'too-many-globs'; limit: number }
  | { code: 'missing-id'; command: 'explain' | 'dismiss' }
  | { code: 'bad-id'; value: string }
  | { code: 'missing-reason'; id: string }
  | { code: 'missing-question' }
  | { code: 'too-many-commands'; limit: number };

/** A request that could not be read: it runs nothing and is answered. */
export interface InvalidCommand {
  kind: 'invalid';
  /** The line as it was written, at most 200 characters. */
  said: string;
  problem: CommandProblem;
}

/** What one comment asks for. */
export interface ParsedComment {
  /** In the order of the text, without repetitions; empty when the comment is none of our business. */
  commands: (Command | InvalidCommand)[];
}
