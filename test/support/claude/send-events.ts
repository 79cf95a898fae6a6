import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerEvent } from './events.ts';
import type { Fault } from './faults.ts';

/**
 * Writes the events, with the fault that was asked for; `began` is called once the first one is out.
 * Returns whether the whole answer was sent.
 */
export async function sendEvents(
  response: ServerResponse,
  events: readonly ServerEvent[],
  fault: Fault,
  began: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  for (const [sent, event] of events.entries()) {
    if (sent === 1) began();
    if (signal.aborted) return false;
    if (fault.cutAfter === sent) {
      await flushed(response);
      response.destroy();
      return false;
    }
    if (fault.endAfter === sent) {
      response.end();
      return false;
    }
    if (fault.hangAfter === sent) {
      await gone(signal);
      return false;
    }
    if (fault.garbleAfter === sent) {
      response.end('event: content_block_delta\ndata: {"type": "content_bl\n\n');
      return false;
    }
    if (fault.errorEvent !== undefined && (fault.afterEvents ?? 1) === sent) {
      const error = { type: fault.errorEvent, message: fault.message ?? fault.errorEvent };
      response.end(`event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`);
      return false;
    }
    response.write(`event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
    if (fault.eventDelayMs)
      await pause(fault.eventDelayMs, undefined, { signal }).catch(() => undefined);
  }
  response.end();
  return true;
}

/** Resolves when the client has gone away. */
export async function gone(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Resolves when what was written has left for the network, so that a cut comes after it. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.write(': \n', () => setImmediate(resolve));
  });
}
