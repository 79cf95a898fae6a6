import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** `/healthz`: the process runs. `/readyz`: it takes webhooks, and can keep what they bring. */
export function healthHandler(isReady: () => boolean | Promise<boolean>): Handler {
  return async ({ method, url = '' }, response) => {
    if (method !== 'GET' && method !== 'HEAD') return false;
    const [path] = url.split('?');
    if (path !== '/healthz' && path !== '/readyz') return false;
    const ok = path === '/healthz' || (await isReady());
    response
      .writeHead(ok ? 200 : 503, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
      .end(ok ? 'ok\n' : 'not ready\n');
    return true;
  };
}
