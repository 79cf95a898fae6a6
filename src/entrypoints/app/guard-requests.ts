import type { IncomingMessage, Server } from 'node:http';

/** GitHub sends no larger payload: https://docs.github.com/webhooks/webhook-events-and-payloads */
const MOST_BYTES = 25 * 1024 * 1024;

/**
 * What has to happen before Probot sees a request:
 * - a body larger than GitHub's largest ends it, since Probot reads the whole of it before it checks
 *   the signature, so that anybody could fill the memory;
 * - what is posted to the root goes to `webhookPath`, because Probot's set-up page registers the
 *   root as the address for webhooks.
 */
export function guardRequests(server: Server, webhookPath: string): void {
  server.prependListener('request', (request: IncomingMessage) => {
    if (request.method !== 'POST') return;
    if (request.url === '/') request.url = webhookPath;
    let bytes = 0;
    // Probot starts to listen in the same turn, so that it misses nothing.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) request.destroy();
    });
  });
}
