import { addAbortSignal, type Readable } from 'node:stream';
import { openWorkspace } from '../../adapters/git/workspace.ts';
import { pushedRepository } from '../../adapters/git/pushed-refs.ts';
import { UserError } from '../../core/errors.ts';
import { planPush, type PushPlan, type PushRange } from '../../core/push/plan-push.ts';
import { parsePushedRefs } from '../../core/push/pushed-refs.ts';
import { oneLine } from '../../core/render/prose.ts';
import { Interrupted } from '../../review/stops.ts';
import { explainFailure } from '../failure.ts';
import { EXIT, type CliIo } from '../io.ts';
import type { ReviewPush } from './hook-command.ts';
import { exitCodeOf, verdictLine } from './verdict.ts';

export interface PrePushOptions {
  /** As git hands them to the hook. */
  remote: string;
  url: string;
  /** Seconds for all refs together. */
  maxTime: number;
  strict: boolean;
}

/** A review gets this much longer to end by itself, with what it has found. */
const GRACE_SECONDS = 5;

/** More lines than this about one ref help nobody. */
const MAX_LINES = 10;

/**
 * Reviews what git's stdin says is pushed, and sets the exit code: 1 and 130 stop the push, with
 * `strict` also 2 and 3; everything else lets it through, and a line says what was not reviewed.
 */
export async function runPrePush(
  io: CliIo,
  reviewPush: ReviewPush,
  options: PrePushOptions,
): Promise<void> {
  const say = (text: string): void => void io.stderr.write(`backline: ${oneLine(text)}\n`);
  if (isSkipped(io.env)) {
    say('BACKLINE_SKIP is set, this push is not reviewed.');
    return;
  }
  const deadline = performance.now() + options.maxTime * 1000;
  const left = (): number => Math.floor((deadline - performance.now()) / 1000);
  const codes: number[] = [];
  const note = (label: string, code: number): void => {
    codes.push(code);
    const line = verdictLine(code, options.strict);
    if (line !== null) say(`${label}: ${line}`);
  };

  const plan = await attempt(() => untilAborted(makePlan(io, options), io.signal), io, say);
  if (typeof plan === 'number') note('What is pushed could not be read', plan);
  else {
    for (const { ref, why } of plan.nothing) say(`${ref} ${why}: nothing to review.`);
    for (const { ref, why } of plan.incomparable) say(`${ref} is not reviewed: ${why}.`);
    for (const range of plan.ranges) {
      if (io.signal.aborted) break;
      if (left() < 1) {
        say(`${range.label} is not reviewed: the ${options.maxTime} s of --max-time are over.`);
        note(range.label, EXIT.incomplete);
        continue;
      }
      note(range.label, await reviewRange(reviewPush, range, left(), io, say));
    }
  }
  io.exitCode = io.signal.aborted ? EXIT.interrupted : exitCodeOf(codes, options.strict);
  if (io.exitCode === EXIT.interrupted) say('interrupted, the push is stopped.');
  else if (io.exitCode !== EXIT.ok)
    say('the push is stopped. To push anyway: git push --no-verify');
}

/** The same values as in the script that git runs. */
function isSkipped(env: CliIo['env']): boolean {
  return !['', '0', 'false', 'no'].includes(env['BACKLINE_SKIP'] ?? '');
}

async function makePlan(io: CliIo, { remote, url, maxTime }: PrePushOptions): Promise<PushPlan> {
  const refs = parsePushedRefs(await readAll(io));
  if (refs.length === 0) return { ranges: [], nothing: [], incomparable: [] };
  const workspace = await openWorkspace(io.cwd, io.env);
  const signal = withTimeout(io.signal, maxTime);
  const repository = pushedRepository(workspace, io.env, signal);
  return planPush(refs, await repository.remoteTips(remote, url), repository);
}

async function readAll(io: CliIo): Promise<string> {
  if ('isTTY' in io.stdin && io.stdin.isTTY === true) {
    throw new UserError('git says on stdin what is pushed, and stdin is a terminal.');
  }
  const chunks: Buffer[] = [];
  // So that an interruption ends the wait for git, and lets the process end.
  addAbortSignal(io.signal, io.stdin as Readable);
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

async function reviewRange(
  reviewPush: ReviewPush,
  range: PushRange,
  maxSeconds: number,
  io: CliIo,
  say: (text: string) => void,
): Promise<number> {
  const signal = withTimeout(io.signal, maxSeconds + GRACE_SECONDS);
  const review = () => untilAborted(reviewPush(range, { maxSeconds, signal }), signal);
  const result = await attempt(review, io, say);
  if (typeof result === 'number') return result;
  for (const { what, why } of result.notReviewed.slice(0, MAX_LINES)) {
    say(`not reviewed: ${what}: ${why}`);
  }
  const more = result.notReviewed.length - MAX_LINES;
  if (more > 0) say(`not reviewed: ${more} more`);
  return result.exitCode;
}

/** The result, or the exit code that stands for what was thrown, once that has been said. */
async function attempt<T extends object>(
  work: () => Promise<T>,
  io: CliIo,
  say: (text: string) => void,
): Promise<T | number> {
  try {
    return await work();
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    const failure = explainFailure(error);
    if (failure !== null) {
      say(failure.line);
      return failure.code;
    }
    if (isTimeout(error)) {
      say('the time of --max-time is over.');
      return EXIT.incomplete;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write(`${stack}\n`);
    return EXIT.fault;
  }
}

function isTimeout(error: unknown): boolean {
  // Without an interruption, what ended a review from outside is its signal.
  return error instanceof Interrupted || (error instanceof Error && error.name === 'TimeoutError');
}

function withTimeout(signal: AbortSignal, seconds: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
}

/** An interruption does not wait for work that is slow to notice it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
