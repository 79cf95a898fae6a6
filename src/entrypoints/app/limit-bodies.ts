import type { IncomingMessage, Server } from 'node:http';

/** GitHub sends no larger payload: https://docs.github.com/webhooks/webhook-events-and-payloads */
const MOST_BYTES = 25 * 1024 * 1024;

/**
 * Ends requests with a larger body. Probot reads the whole of it before it checks the signature, so
 * that anybody could fill the memory.
 */
export function limitBodies(server: Server, mostBytes = MOST_BYTES): void {
  server.prependListener('request', (request: IncomingMessage) => {
    let bytes = 0;
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) request.destroy();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) request.destroy();
    });
  });
}
