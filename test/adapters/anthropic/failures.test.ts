import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { AnthropicOptions } from '../../../src/adapters/anthropic/options.ts';
import { ModelError, type ModelRequest } from '../../../src/ports/model.ts';
import type { Fault } from '../../support/claude/faults.ts';
import { type ClaudeStandIn, startClaude } from '../../support/claude/server.ts';

const KEY = 'sk-ant-test-0123456789';

const REQUEST: ModelRequest = {
  model: 'claude-opus-5-5',
  maxTokens: 1000,
  system: [],
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is wrong here?' }] }],
};

let claude: ClaudeStandIn;
afterEach(() => claude.close());

async function connect(faults: Fault[], options: Partial<AnthropicOptions> = {}) {
  claude = await startClaude({ apiKey: KEY, answer: () => ({ text: 'Nothing is wrong here.' }) });
  claude.faults.next(...faults);
  return createAnthropicModel({ apiKey: KEY, baseURL: claude.url, retryDelayMs: 1, ...options });
}

async function failure(promise: Promise<unknown>): Promise<ModelError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}

describe('a failure', () => {
  test.each<[Fault, string, RegExp]>([
    [{ status: 401 }, 'unauthorized', /key was refused by http:\/\/127\.0\.0\.1:\d+ \(401\)/],
    [{ status: 402, message: 'No credit.' }, 'forbidden', /^Billing stopped .*402.*No credit/],
    [{ status: 403, message: 'Not yours.' }, 'forbidden', /may not use claude-opus-5-5.*403/],
    [{ status: 404 }, 'invalid_request', /has no model claude-opus-5-5.*404/],
    [{ status: 400, message: 'tools: too odd' }, 'invalid_request', /400\): tools: too odd/],
    [{ status: 400, message: 'prompt is too long: 9 > 8' }, 'too_large', /too large \(400\)/],
    [{ status: 413 }, 'too_large', /too large \(413\)/],
    [{ status: 429, shouldRetry: false }, 'rate_limited', /rate limit.*429/],
    [{ status: 529, shouldRetry: false }, 'overloaded', /overloaded \(529\)/],
    [{ status: 504, shouldRetry: false }, 'timeout', /too long \(504\)/],
    [{ status: 500, shouldRetry: false }, 'server', /failed \(500\)/],
    [{ errorEvent: 'invalid_request_error', message: 'No.' }, 'invalid_request', /rejected.*No\./],
    [{ html: '<h1>Sign in</h1>' }, 'server', /did not answer like.*text\/html.*BASE_URL/],
  ])('%j is told as %s', async (fault, kind, message) => {
    const model = await connect([fault]);
    const error = await failure(model.send(REQUEST));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(claude.requests).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['429 at once', { status: 429, retryAfter: 0 }],
    ['529', { status: 529 }],
    ['500', { status: 500 }],
    ['408', { status: 408 }],
    ['409', { status: 409 }],
    ['a reset connection', { reset: true }],
    ['a cut stream', { cutAfter: 4 }],
    ['a stream that ends early', { endAfter: 4 }],
    ['a stream that ends before its last event', { endAfter: 7 }],
    ['an overload within the stream', { errorEvent: 'overloaded_error', afterEvents: 3 }],
    ['an API error within the stream', { errorEvent: 'api_error' }],
    ['a garbled event', { garbleAfter: 3 }],
  ])('%s is tried again', async (_name, fault) => {
    const lines: string[] = [];
    const model = await connect([fault, fault], { log: (line) => lines.push(line) });
    const reply = await model.send(REQUEST);
    expect(reply.text).toBe('Nothing is wrong here.');
    expect(claude.requests).toHaveLength(3);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/; trying again in \d+ s$/);
  });

  test.each<[string, Fault, string, number]>([
    ['overload', { status: 529 }, 'overloaded', 3],
    ['a cut stream', { cutAfter: 4 }, 'broken_stream', 3],
    ['overload within the stream', { errorEvent: 'overloaded_error' }, 'overloaded', 3],
  ])('%s that lasts is given up', async (_name, fault, kind, tries) => {
    const model = await connect([fault, fault, fault, fault], { maxRetries: 2 });
    expect((await failure(model.send(REQUEST))).kind).toBe(kind);
    expect(claude.requests).toHaveLength(tries);
  });

  test('that asks for a longer pause than allowed is given up, with the time it asked for', async () => {
    const model = await connect([{ status: 429, retryAfter: 3600 }]);
    const error = await failure(model.send(REQUEST));
    expect(error).toMatchObject({
      kind: 'rate_limited',
      retryAfterSeconds: 3600,
      requestId: expect.stringMatching(/^req_/) as unknown,
    });
    expect(error.message).toContain('a pause of 3600 s');
    expect(claude.requests).toHaveLength(1);
  });

  test('is tried again no sooner than retry-after says', async () => {
    const model = await connect([{ status: 429, retryAfter: '0.15' }]);
    const start = performance.now();
    await model.send(REQUEST);
    expect(performance.now() - start).toBeGreaterThanOrEqual(149);
  });
});

test('silence is no endless wait: neither before the answer nor within it', async () => {
  const model = await connect([{ hang: true }, { hangAfter: 3 }], {
    requestTimeoutMs: 60,
    idleTimeoutMs: 60,
    maxRetries: 0,
  });
  expect(await failure(model.send(REQUEST))).toMatchObject({ kind: 'timeout' });
  expect(await failure(model.send(REQUEST))).toMatchObject({ kind: 'timeout' });
  await vi.waitFor(() => expect(claude.requests.map((r) => r.aborted)).toEqual([true, true]));
});

test('a slow answer is no silence', async () => {
  const model = await connect([{ eventDelayMs: 25 }], { idleTimeoutMs: 120, maxRetries: 0 });
  expect((await model.send(REQUEST)).text).toBe('Nothing is wrong here.');
});

describe('an abort', () => {
  test.each<[string, Fault]>([
    ['before the answer', { hang: true }],
    ['within the answer', { hangAfter: 5 }],
  ])('%s ends the request at once with its reason', async (_name, fault) => {
    const model = await connect([fault]);
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const sent = model.send(REQUEST, { signal: stop.signal });
    await vi.waitFor(() => expect(claude.requests).toHaveLength(1));
    stop.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await vi.waitFor(() => expect(claude.requests[0]?.aborted).toBe(true));
  });

  test('in a pause between tries ends the pause', async () => {
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const model = await connect([{ status: 429, retryAfter: 30 }], {
      log: () => queueMicrotask(() => stop.abort(reason)),
    });
    await expect(model.send(REQUEST, { signal: stop.signal })).rejects.toBe(reason);
  });

  test('that came before asks nothing', async () => {
    const model = await connect([]);
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(model.send(REQUEST, { signal })).rejects.toThrow('too late');
    await expect(model.countTokens(REQUEST, signal)).rejects.toThrow('too late');
    expect(claude.requests).toHaveLength(0);
  });
});

test('a server that is down is named with the reason, without the password in its address', async () => {
  const model = await connect([]);
  await claude.close();
  claude = await startClaude({ answer: () => ({ text: '' }) });
  const port = new URL(claude.url).port;
  await claude.close();
  claude = await startClaude({ answer: () => ({ text: '' }) });
  const down = createAnthropicModel({
    apiKey: KEY,
    baseURL: `http://user:hunter22@127.0.0.1:${port}/claude?token=abcdef99`,
    retryDelayMs: 1,
    // The platform's fetch refuses an address with a password before it asks anyone.
    fetch: (input, init) =>
      fetch(
        String(input instanceof Request ? input.url : input).replace('user:hunter22@', ''),
        init,
      ),
  });
  const error = await failure(down.send(REQUEST));
  expect(error.kind).toBe('unreachable');
  expect(error.message).toBe(`Could not reach http://127.0.0.1:${port}/claude: connection refused`);
  expect((await failure(model.send(REQUEST))).kind).toBe('unreachable');
});

test('a server that can not be reached is asked three times, however many retries there are', async () => {
  let asked = 0;
  const model = await connect([], {
    maxRetries: 50,
    fetch: () => {
      asked += 1;
      return Promise.reject(Object.assign(new TypeError('fetch failed'), { code: 'ENOTFOUND' }));
    },
  });
  const error = await failure(model.send(REQUEST));
  expect(error.message).toContain('no such host');
  expect(asked).toBe(3);
});

test('a certificate that is not trusted is told and not tried again', async () => {
  let asked = 0;
  const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const model = await connect([], {
    fetch: () => {
      asked += 1;
      return Promise.reject(new TypeError('fetch failed', { cause }));
    },
  });
  const error = await failure(model.send(REQUEST));
  expect(error.message).toMatch(/certificate is not trusted/);
  expect(asked).toBe(1);
});

test('no secret is in a message, even when the server repeats it', async () => {
  const secrets = { 'x-gateway-token': 'gateway-secret-1' };
  const model = await connect(
    [{ status: 400, message: `bad key ${KEY} or gateway-secret-1` }, { status: 401 }],
    { headers: secrets },
  );
  for (let i = 0; i < 2; i += 1) {
    const error = await failure(model.send(REQUEST));
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toMatch(
      /sk-ant|gateway-secret/,
    );
  }
});

test('a wrong key is refused by name', async () => {
  await connect([]);
  const wrong = createAnthropicModel({ apiKey: 'sk-ant-wrong-key', baseURL: claude.url });
  const errors = await Promise.all(
    [wrong.send(REQUEST), wrong.countTokens(REQUEST), wrong.resolve('opus')].map(failure),
  );
  for (const error of errors) {
    expect(error).toMatchObject({ kind: 'unauthorized' });
    expect(error.message).toContain('ANTHROPIC_API_KEY');
    expect(error.message).not.toContain('sk-ant-wrong-key');
  }
});

test('a fault of ours is neither dressed up as a network failure nor tried again', async () => {
  const model = await connect([]);
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const send = model.send({ ...REQUEST, schema: circular });
  await expect(send).rejects.toThrow(TypeError);
  expect(claude.requests).toHaveLength(0);
});
