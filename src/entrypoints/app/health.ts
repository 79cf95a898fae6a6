import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | void | Promise<boolean | void>;

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

/**
 * Probot's set-up page registers the server's root as the address for webhooks, so that they are
 * taken there too, with their signatures checked as ever.
 */
export function rootHandler(webhooks: Handler): Handler {
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== '/') return false;
    return webhooks(request, response);
  };
}
