import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Jobs, Reviews } from '../../../ports/store.ts';
import { explainListen, requirePort } from '../port.ts';
import type { AppLog } from '../services.ts';
import { mayEnter } from './may-enter.ts';
import { adminPage, type PageContext } from './page.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { AdminSettings } from './settings.ts';
import { STYLE_SOURCE } from './style.ts';

export interface AdminDeps extends Omit<PageContext, 'now'> {
  store: Pick<Jobs, 'listJobs' | 'countJobs'> & Pick<Reviews, 'lastReviews'>;
  metrics: { text(): Promise<string>; contentType: string };
  log: AppLog;
  now?: () => Date;
}

export interface AdminServer {
  url: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

const TEXT = 'text/plain; charset=utf-8';

/** What every answer says: nothing is kept, framed, run, or fetched from elsewhere. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Serves `/` (what runs and waits, for people), `/metrics` (Prometheus) and `/healthz`; all but the
 * last ask for the token. It only reads. Throws a UserError when it can't listen there.
 */
export async function startAdmin(
  { host, port, token }: AdminSettings,
  deps: AdminDeps,
): Promise<AdminServer> {
  const open = await requirePort(host, port, 'ADMIN_');
  const server = createServer((request, response) => {
    void answer(request, token, deps)
      .catch((error: unknown): Answer => {
        deps.log.error({ err: error }, 'the admin listener failed');
        return { status: 500, type: TEXT, body: 'something went wrong: see the log\n' };
      })
      .then((given) => send(request, response, given));
  });
  server.listen(open, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw explainListen(error, host, open, 'ADMIN_');
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${open}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  token: string,
  { store, metrics, slug, version, web, now = () => new Date() }: AdminDeps,
): Promise<Answer> {
  const isRead = method === 'GET' || method === 'HEAD';
  const [path] = url.split('?');
  if (path === '/healthz' && isRead) return { status: 200, type: TEXT, body: 'ok\n' };
  if (!mayEnter(headers.authorization, token)) {
    const challenge = { 'www-authenticate': 'Basic realm="Backline", charset="UTF-8"' };
    return { status: 401, type: TEXT, body: 'the token is needed\n', headers: challenge };
  }
  if (!isRead) {
    return { status: 405, type: TEXT, body: 'read only\n', headers: { allow: 'GET, HEAD' } };
  }
  switch (path) {
    case '/': {
      const snapshot = await readSnapshot(store);
      return {
        status: snapshot === null ? 503 : 200,
        type: 'text/html; charset=utf-8',
        body: adminPage(snapshot, { slug, version, web, now: now() }),
      };
    }
    case '/metrics':
      return { status: 200, type: metrics.contentType, body: await metrics.text() };
    default:
      return { status: 404, type: TEXT, body: 'there is / and /metrics\n' };
  }
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: Answer,
): void {
  const length = Buffer.byteLength(body);
  response
    .writeHead(status, { ...HEADERS, ...headers, 'content-type': type, 'content-length': length })
    .end(method === 'HEAD' ? undefined : body);
}
