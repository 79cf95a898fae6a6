import type {
  MessageCreateParamsStreaming,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import type { ModelReply, SendOptions } from '../../ports/model.ts';
import type { Connection } from './client.ts';
import { BrokenStream, isNetworkError, notTheApi, SilentStream } from './errors.ts';
import { buildReply } from './reply.ts';

export interface StreamLimits {
  /** Milliseconds until the answer begins. */
  requestTimeoutMs: number;
  /** Milliseconds of silence within the answer. */
  idleTimeoutMs: number;
  /** The API's address, for messages. */
  address: string;
}

/**
 * One try: sends the request and reads the streamed answer to its end. The raw events are read
 * rather than the SDK's filtered ones, since pings show that a thinking model is still there, and
 * since its reader ends without a word on an abort. Throws what went wrong, for `toFailure`.
 */
export async function streamOnce(
  { sdk, Stream, client }: Connection,
  params: MessageCreateParamsStreaming,
  limits: StreamLimits,
  { signal, onProgress }: SendOptions,
): Promise<ModelReply> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const silence = watchSilence(limits.idleTimeoutMs, () => controller.abort());
  const reply = buildReply();
  try {
    const response = await client.messages
      .create(params, { signal: controller.signal, timeout: limits.requestTimeoutMs })
      .asResponse();
    const contentType = response.headers.get('content-type') ?? '';
    if (!contentType.includes('text/event-stream')) {
      throw notTheApi(limits.address, contentType || 'no content type');
    }
    silence.heard();
    for await (const { event, data } of Stream.rawEvents(response, controller)) {
      silence.heard();
      if (event === 'error') throw streamedError(sdk, data, response.headers);
      if (event === null || event === 'ping' || !data) continue;
      const before = reply.characters();
      reply.add(parseEvent(data));
      if (reply.characters() > before) onProgress?.(reply.characters());
    }
    const finished = reply.finish(response.headers.get('request-id') ?? undefined);
    if (!finished) throw new BrokenStream('The answer broke off before it was complete');
    return finished;
  } catch (thrown) {
    signal?.throwIfAborted();
    if (silence.fired()) throw new SilentStream();
    // Once events came, the connection was fine: what broke is the stream.
    if (silence.started() && isNetworkError(thrown)) {
      throw new BrokenStream('The connection broke while the answer came in');
    }
    throw thrown;
  } finally {
    silence.stop();
    signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}

function parseEvent(data: string): RawMessageStreamEvent {
  try {
    return JSON.parse(data) as RawMessageStreamEvent;
  } catch {
    throw new BrokenStream('The answer came in garbled');
  }
}

/** An `event: error` within a stream: an API error without a status. */
function streamedError(sdk: Connection['sdk'], data: string, headers: Headers): Error {
  try {
    const body = JSON.parse(data) as { error?: { type?: string } };
    if (!body.error?.type) return new BrokenStream('The answer ended with an unknown error');
    return new sdk.APIError(undefined, body, undefined, headers);
  } catch {
    return new BrokenStream('The answer ended with an unreadable error');
  }
}

function watchSilence(limitMs: number, onSilence: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let fired = false;
  return {
    heard(): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fired = true;
        onSilence();
      }, limitMs);
    },
    started: () => timer !== undefined,
    fired: () => fired,
    stop: () => clearTimeout(timer),
  };
}
