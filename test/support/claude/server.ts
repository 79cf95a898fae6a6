import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, answerWriter } from './answer.ts';
import { type CacheUsage, prefixCache } from './cache.ts';
import { promptTokens } from './check-conversation.ts';
import { checkRequest } from './check-request.ts';
import { type AnswerContext, answerContext } from './context.ts';
import { messageEvents, wholeMessage } from './events.ts';
import { errorType, type Fault, faultQueue, type Faults } from './faults.ts';
import { findModel, MODELS, shownModel, type StandInModel } from './models.ts';
import { gone, sendEvents } from './send-events.ts';
import { invalid, WireError, type WireRequest } from './wire.ts';

export interface ClaudeOptions {
  /** The model's side of the conversation. */
  answer: (request: WireRequest, context: AnswerContext) => Answer | Promise<Answer>;
  /** The only key that is accepted; any key when left out. */
  apiKey?: string;
  models?: readonly StandInModel[];
  /** The clock of the cache, in milliseconds; default the system's. */
  now?: () => number;
}

/** One request that came in, and what became of it. */
interface LoggedRequest {
  method: string;
  path: string;
  /** Without `x-api-key` and `authorization`. */
  headers: Record<string, string>;
  body: WireRequest | undefined;
  /** The answer's status; 0 while there is none. */
  status: number;
  /** Input tokens as they were billed, for a message that was answered. */
  usage: CacheUsage | undefined;
  /** What a refused request was told. */
  error: { type: string; message: string } | undefined;
  /** True once the client has gone away before the answer's end. */
  aborted: boolean;
}

export interface ClaudeStandIn {
  /** The base URL, without `/v1`. */
  url: string;
  requests: LoggedRequest[];
  faults: Faults;
  /** Stops listening and cuts what is open; again does nothing. */
  close(): Promise<void>;
}

/**
 * Starts Claude's stand-in on a free port of 127.0.0.1: the Messages API with its rules enforced,
 * its prefix cache accounted for and its answers scripted. Token numbers are approximate.
 */
export async function startClaude(options: ClaudeOptions): Promise<ClaudeStandIn> {
  const models = options.models ?? MODELS;
  const writer = answerWriter();
  const cache = prefixCache(options.now ?? Date.now);
  const faults = faultQueue();
  const requests: LoggedRequest[] = [];
  let calls = 0;

  const server = createServer((request, response) => {
    const left = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) left.abort();
    });
    const log = logged(request);
    left.signal.addEventListener('abort', () => (log.aborted = true));
    requests.push(log);
    response.setHeader('request-id', `req_${randomUUID().replaceAll('-', '')}`);
    handle(request, response, log, left.signal)
      .catch((thrown: unknown) => refuse(response, log, thrown))
      .finally(() => (log.status = response.headersSent ? response.statusCode : 0));
  });

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    log: LoggedRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const body = await readBody(request);
    checkHeaders(request, options.apiKey);
    const { path, method } = log;
    const fault = faults.take(path.startsWith('/v1/models') ? '/v1/models' : path) ?? {};
    if (await failed(response, fault, signal)) return;
    if (method === 'GET' && path === '/v1/models') return listModels(response);
    if (method === 'GET' && path.startsWith('/v1/models/')) {
      const id = decodeURIComponent(path.slice('/v1/models/'.length));
      const model = findModel(models, id);
      if (!model) throw new WireError(404, 'not_found_error', `model: ${id}`);
      return json(response, shownModel(model));
    }
    if (method !== 'POST' || !path.startsWith('/v1/messages')) {
      throw new WireError(404, 'not_found_error', 'Not found');
    }
    const parsed = parse(body);
    log.body = parsed;
    const counting = path === '/v1/messages/count_tokens';
    const model = checkRequest(parsed, models, writer, counting);
    if (counting) return json(response, { input_tokens: promptTokens(parsed) });
    await message(parsed, model, response, log, fault, signal);
  }

  async function message(
    body: WireRequest,
    model: StandInModel,
    response: ServerResponse,
    log: LoggedRequest,
    fault: Fault,
    signal: AbortSignal,
  ): Promise<void> {
    const { usage, store } = cache.look(body, model);
    calls += 1;
    const scripted = await options.answer(body, answerContext(body, calls, signal));
    const answer = writer.write(scripted, body.max_tokens ?? 0);
    if (fault.brokenJson) {
      for (const block of answer.content) {
        if (block.text) block.text = block.text.slice(0, Math.ceil(block.text.length / 2));
      }
    }
    log.usage = usage;
    const id = `msg_${randomUUID().replaceAll('-', '')}`;
    if (body.stream) {
      const events = messageEvents(id, model.id, answer, usage);
      await sendEvents(response, events, fault, store, signal);
    } else {
      store();
      json(response, wholeMessage(id, model.id, answer, usage));
    }
  }

  function listModels(response: ServerResponse): void {
    const shown = models.filter((model) => model.lifecycle !== 'retired').map(shownModel);
    json(response, {
      data: shown,
      has_more: false,
      first_id: shown[0]?.['id'] ?? null,
      last_id: shown.at(-1)?.['id'] ?? null,
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function logged(request: IncomingMessage): LoggedRequest {
  const { 'x-api-key': _key, authorization: _token, ...headers } = request.headers;
  return {
    method: request.method ?? '',
    path: (request.url ?? '').replace(/\?.*$/, ''),
    headers: headers as Record<string, string>,
    body: undefined,
    status: 0,
    usage: undefined,
    error: undefined,
    aborted: false,
  };
}

function checkHeaders({ headers }: IncomingMessage, apiKey: string | undefined): void {
  const given = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  if (!given) throw new WireError(401, 'authentication_error', 'x-api-key header is required');
  if (apiKey !== undefined && given !== apiKey) {
    throw new WireError(401, 'authentication_error', 'invalid x-api-key');
  }
  if (!headers['anthropic-version']) throw invalid('anthropic-version: header is required');
}

/** Answers with the fault instead, if it is one that comes before any answer. */
async function failed(
  response: ServerResponse,
  fault: Fault,
  signal: AbortSignal,
): Promise<boolean> {
  if (fault.reset) {
    response.socket?.resetAndDestroy();
    return true;
  }
  if (fault.hang) {
    await gone(signal);
    return true;
  }
  if (fault.html !== undefined) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(fault.html);
    return true;
  }
  if (fault.status === undefined) return false;
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  if (fault.shouldRetry !== undefined)
    response.setHeader('x-should-retry', String(fault.shouldRetry));
  const type = fault.type ?? errorType(fault.status);
  throw new WireError(fault.status, type, fault.message ?? type.replaceAll('_', ' '));
}

function refuse(response: ServerResponse, log: LoggedRequest, thrown: unknown): void {
  const error =
    thrown instanceof WireError
      ? thrown
      : new WireError(500, 'api_error', `The stand-in's script failed: ${String(thrown)}`);
  log.error = { type: error.type, message: error.message };
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      type: 'error',
      error: log.error,
      request_id: response.getHeader('request-id'),
    }),
  );
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function parse(text: string): WireRequest {
  try {
    return JSON.parse(text) as WireRequest;
  } catch {
    throw invalid('The request body is not valid JSON');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
