import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubError } from '../../ports/github-error.ts';
import { tokenOf, type GitHubClient } from './client.ts';
import { isUnclear, toGitHubError } from './errors.ts';

export interface GitHubOptions {
  /** Ends reads and pauses at once; a write that is under way comes to its end. */
  signal?: AbortSignal;
  /** Is told what is tried again and why. */
  log?: (line: string) => void;
  /** Waited for before content is created: reviews and comments. */
  beforeContent?: () => Promise<void>;
  retry?: Partial<RetryPolicy>;
  /** Waits that many milliseconds. */
  pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How long an answer may take, in milliseconds. */
  timeoutMs?: number;
}

interface RetryPolicy {
  /** Tries after the first one. */
  maxRetries: number;
  /** First pause in milliseconds, doubled each time. */
  delayMs: number;
  /** Longest pause; when GitHub asks for more, the error goes to whoever can come back later. */
  maxDelayMs: number;
}

/** What goes into Octokit's `request` parameter. */
export interface SendOptions {
  /** None by Octokit's plugin: it would repeat writes blindly. */
  retries: 0;
  signal: AbortSignal;
}

type Send<T> = (request: SendOptions) => Promise<T>;

export interface Requests {
  /** Sends what does no harm when it is sent twice: reads, and writes that set a state. */
  repeat<T>(send: Send<T>): Promise<T>;
  /**
   * Creates something exactly once. When the answer is lost, `look` tells whether it is there (null:
   * it is not) before it is sent again.
   */
  once<T>(send: Send<T>, look: () => Promise<T | null>): Promise<T>;
  /** Sends a write a single time; an answer that says that nothing was done is waited out. */
  write<T>(send: Send<T>): Promise<T>;
  /** Waits before another try after this error, or throws it when there were tries enough. */
  backOff(error: GitHubError, tries: number): Promise<void>;
  /** Takes a turn in the spacing of content. */
  content(): Promise<void>;
}

const RETRY: RetryPolicy = { maxRetries: 3, delayMs: 1000, maxDelayMs: 90_000 };

/** Sends requests with time limits and retries. All methods throw a GitHubError. */
export function createRequests(client: GitHubClient, options: GitHubOptions = {}): Requests {
  const { signal, log, now = Date.now, timeoutMs = 60_000, pause = wait } = options;
  const policy = { ...RETRY, ...options.retry };

  async function attempt<T>(send: Send<T>, stop: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const limit = stop === undefined ? timeout : AbortSignal.any([stop, timeout]);
    try {
      return await send({ retries: 0, signal: limit });
    } catch (thrown) {
      stop?.throwIfAborted();
      throw toGitHubError(thrown, now());
    }
  }

  /** An installation's token ends after an hour: whoever is in the middle of work gets a new one. */
  async function withToken<T>(send: Send<T>, stop: AbortSignal | undefined): Promise<T> {
    const before = refreshes(client).done;
    try {
      return await attempt(send, stop);
    } catch (error) {
      if (!isKind(error, 'unauthorized') || !(await refreshToken(client, before))) throw error;
      log?.('the token had ended; trying again with a new one');
      return attempt(send, stop);
    }
  }

  async function backOff(error: GitHubError, tries: number): Promise<void> {
    const asked = (error.details.retryAfterSeconds ?? 0) * 1000;
    if (tries >= policy.maxRetries || asked > policy.maxDelayMs) throw error;
    const grown = Math.min(policy.delayMs * 2 ** tries, policy.maxDelayMs);
    // The random part keeps many workers from coming back together.
    const delay =
      asked > 0 ? asked + Math.random() * policy.delayMs : grown * (0.75 + Math.random() / 2);
    log?.(`${error.message}; trying again in ${Math.max(1, Math.round(delay / 1000))} s`);
    await pause(delay, signal);
    signal?.throwIfAborted();
  }

  async function retried<T>(
    send: Send<T>,
    stop: AbortSignal | undefined,
    mayRepeat: (error: unknown) => error is GitHubError,
  ): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await withToken(send, stop);
      } catch (error) {
        if (!mayRepeat(error)) throw error;
        await backOff(error, tries);
      }
    }
  }

  const write: Requests['write'] = (send) => retried(send, undefined, isLimited);
  return {
    write,
    backOff,
    repeat: (send) =>
      retried(send, signal, (error): error is GitHubError => isLimited(error) || isUnclear(error)),
    async once(send, look) {
      for (let tries = 0; ; tries++) {
        try {
          return await write(send);
        } catch (error) {
          if (!isUnclear(error)) throw error;
          // Found after the last try as well: what is there must not be reported as failed.
          const tooOften = await backOff(error, tries).then(
            () => null,
            (thrown: unknown) => ({ thrown }),
          );
          const found = await look();
          if (found !== null) return found;
          if (tooOften !== null) throw tooOften.thrown;
        }
      }
    },
    content: async () => options.beforeContent?.(),
  };
}

export function isKind(error: unknown, ...kinds: GitHubError['kind'][]): error is GitHubError {
  return error instanceof GitHubError && kinds.includes(error.kind);
}

const isLimited = (error: unknown): error is GitHubError => isKind(error, 'rate_limited');

interface Refreshes {
  done: number;
  running: Promise<boolean> | null;
}

const refreshesOf = new WeakMap<GitHubClient, Refreshes>();

function refreshes(client: GitHubClient): Refreshes {
  const known = refreshesOf.get(client) ?? { done: 0, running: null };
  refreshesOf.set(client, known);
  return known;
}

/**
 * True when there is a newer token than that of a request which was sent after `before` refreshes.
 * Requests that fail side by side share one refresh.
 */
async function refreshToken(client: GitHubClient, before: number): Promise<boolean> {
  const state = refreshes(client);
  if (state.done > before) return true;
  state.running ??= refresh(client).finally(() => (state.running = null));
  const renewed = await state.running;
  if (renewed && state.done === before) state.done += 1;
  return renewed;
}

async function refresh(client: GitHubClient): Promise<boolean> {
  try {
    const before = await tokenOf(client);
    const isNew = async (): Promise<boolean> =>
      (await tokenOf(client, { refresh: true })) !== before;
    // Octokit answers a refresh with the cached token when it is just handing that out to another.
    return before !== null && ((await isNew()) || (await isNew()));
  } catch {
    // The 401 that led here says more than the failed refresh.
    return false;
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
