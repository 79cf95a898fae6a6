import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** `/healthz`: the process runs. `/readyz`: it takes webhooks. */
export function healthHandler(isReady: () => boolean): Handler {
  return ({ method, url = '' }, response) => {
    if (method !== 'GET' && method !== 'HEAD') return false;
    const [path] = url.split('?');
    if (path !== '/healthz' && path !== '/readyz') return false;
    const ok = path === '/healthz' || isReady();
    response
      .writeHead(ok ? 200 : 503, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
      .end(ok ? 'ok\n' : 'not ready\n');
    return true;
  };
}
