import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Telemetry } from '../../ports/telemetry.ts';

/** Measures how long each delivery waits for its answer. To be called after `guardRequests`. */
export function watchWebhooks(server: Server, webhookPath: string, telemetry: Telemetry): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') return;
    const { url = '' } = request;
    if (url !== '/' && url.split('?')[0] !== webhookPath) return;
    const started = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - started) / 1000;
      telemetry({ kind: 'webhook', status: response.statusCode, seconds });
    });
  });
}
