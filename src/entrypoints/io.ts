/** The world as a command sees it: tests hand in their own. */
export interface CliIo {
  cwd: string;
  stdin: NodeJS.ReadableStream;
  /** The result alone. */
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  /** Progress, notes and errors. */
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  env: Record<string, string | undefined>;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  /** What the process will exit with; commands set it instead of exiting. */
  exitCode: number;
  /** Set by a command that runs until a signal stops it: that is its end, not an interruption. */
  endsBySignal?: boolean;
}

/** Exit codes that people script against. */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  incomplete: 3,
  fault: 70,
  interrupted: 130,
} as const;
