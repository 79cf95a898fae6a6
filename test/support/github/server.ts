import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Actor, appOf, authenticate } from './auth.ts';
import { type Fault, isSilent, SECONDARY_LIMIT } from './faults.ts';
import { isGitRequest, serveGit } from './git-http.ts';
import { serveGraphql } from './graphql.ts';
import { readBody, Refusal, type Reply } from './http.ts';
import { serveRest } from './rest.ts';
import type { LoggedRequest, World } from './state.ts';

/** The listening server. */
export interface Listening {
  origin: string;
  close: () => Promise<void>;
}

/** Listens on a free port of this machine and serves the world's REST, GraphQL and git. */
export async function listen(world: World, port = 0): Promise<Listening> {
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.violations.push(`the stand-in failed: ${message}`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message, documentation_url: '' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${chosen}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const url = new URL(request.url ?? '/', world.origin);
  const method = request.method ?? 'GET';
  const prefix = url.pathname.startsWith('/api/v3') ? '/api/v3' : '';
  const path = url.pathname.slice(prefix.length) || '/';
  const entry: LoggedRequest = {
    at: world.clock.now(),
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    operation: null,
    as: 'anonymous',
    who: null,
    body: undefined,
    status: 0,
    answer: undefined,
    ms: 0,
    fault: false,
  };
  world.requests.push(entry);
  const finish = (): void => {
    entry.ms = performance.now() - started;
  };
  const fault = world.faults.take(method, path);
  if (fault?.delayMs !== undefined) await delay(fault.delayMs);
  const failing = fault !== undefined && !isSilent(fault);
  entry.fault = fault !== undefined;
  if (failing && fault.afterStoring !== true) {
    fault.met?.();
    request.resume();
    entry.status = fail(response, fault);
    return finish();
  }
  if (isGitRequest(path)) {
    const { actor, status } = await serveGit(world, request, response, url);
    Object.assign(entry, { as: 'git', who: nameOf(actor), status });
    return finish();
  }
  const bytes = await readBody(request);
  const reply = await answer(world, request, entry, bytes, `${world.origin}${prefix}`);
  entry.answer = reply.body;
  if (failing) fault.met?.();
  entry.status = failing ? fail(response, fault) : send(response, reply);
  finish();
}

async function answer(
  world: World,
  request: IncomingMessage,
  entry: LoggedRequest,
  bytes: Buffer,
  base: string,
): Promise<Reply> {
  try {
    const { method, path, query } = entry;
    const body = parse(bytes);
    entry.body = body;
    const actor = authenticate(world, request.headers.authorization);
    entry.as = actor.kind;
    entry.who = nameOf(actor);
    if (method === 'POST' && (path === '/graphql' || path === '/api/graphql')) {
      entry.operation = '/graphql';
      return await serveGraphql(world, actor, body);
    }
    const accept = request.headers.accept ?? '';
    const served = await serveRest(world, actor, { method, path, query, body, accept, base });
    entry.operation = served.operation;
    return served.reply;
  } catch (error) {
    if (error instanceof Refusal) return error.reply();
    throw error;
  }
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function send(response: ServerResponse, reply: Reply): number {
  const { status, body, type } = reply;
  const headers = { 'x-github-request-id': 'stand-in', ...reply.headers };
  if (body === undefined) {
    response.writeHead(status, headers);
    response.end();
  } else if (type !== undefined) {
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(body);
  } else {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  }
  return status;
}

/** @returns the status that was sent, 0 for a connection that was cut. */
function fail(response: ServerResponse, fault: Fault): number {
  if (fault.cut === true) {
    response.destroy();
    return 0;
  }
  const limited = fault.secondaryLimit === true;
  const status = limited ? 403 : (fault.status ?? 500);
  const retryAfter = fault.retryAfter ?? (limited ? 60 : undefined);
  const message = limited ? SECONDARY_LIMIT : 'Server Error';
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  });
  response.end(JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' }));
  return status;
}

function nameOf(actor: Actor): string | null {
  if (actor.kind === 'anonymous') return null;
  return appOf(actor)?.slug ?? actor.account.login;
}
