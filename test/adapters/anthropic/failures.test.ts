import { describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { Fault } from '../../support/claude/faults.ts';
import { failingClaude, failure, KEY, REQUEST } from './failing-claude.ts';

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
    const { claude, model } = await failingClaude([fault]);
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
    const { claude, model } = await failingClaude([fault, fault], {
      log: (line) => lines.push(line),
    });
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
    const { claude, model } = await failingClaude([fault, fault, fault, fault], { maxRetries: 2 });
    expect((await failure(model.send(REQUEST))).kind).toBe(kind);
    expect(claude.requests).toHaveLength(tries);
  });

  test('that asks for a longer pause than allowed is given up, with the time it asked for', async () => {
    const { claude, model } = await failingClaude([{ status: 429, retryAfter: 3600 }]);
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
    const { model } = await failingClaude([{ status: 429, retryAfter: '0.15' }]);
    const start = performance.now();
    await model.send(REQUEST);
    expect(performance.now() - start).toBeGreaterThanOrEqual(149);
  });
});

test('a server that is down is named with the reason, without the password in its address', async () => {
  const { claude } = await failingClaude([]);
  const { port } = new URL(claude.url);
  await claude.close();
  const model = createAnthropicModel({
    apiKey: KEY,
    baseURL: `http://user:hunter22@127.0.0.1:${port}/claude?token=abcdef99`,
    retryDelayMs: 1,
    // The platform's fetch refuses an address with a password before it asks anyone.
    fetch: () => fetch(`http://127.0.0.1:${port}`),
  });
  const error = await failure(model.send(REQUEST));
  expect(error.kind).toBe('unreachable');
  expect(error.message).toBe(`Could not reach http://127.0.0.1:${port}/claude: connection refused`);
});

test('a server that can not be reached is asked three times, however many retries there are', async () => {
  let asked = 0;
  const { model } = await failingClaude([], {
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
  const { model } = await failingClaude([], {
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
  const { model } = await failingClaude(
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
  const { claude } = await failingClaude([]);
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

test.each([
  ['a page', new Response('<h1>Hi</h1>', { headers: { 'content-type': 'text/html' } })],
  ['broken JSON', new Response('{"input', { headers: { 'content-type': 'application/json' } })],
  ['another JSON', Response.json({ ok: true })],
])('%s instead of a token count is told, not counted', async (_name, response) => {
  const { model } = await failingClaude([], { fetch: () => Promise.resolve(response.clone()) });
  const error = await failure(model.countTokens(REQUEST));
  expect(error).toMatchObject({ kind: 'server' });
  expect(error.message).toMatch(/did not answer like the Claude API/);
});

test('a fault of ours is neither dressed up as a network failure nor tried again', async () => {
  const { claude, model } = await failingClaude([]);
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const send = model.send({ ...REQUEST, schema: circular });
  await expect(send).rejects.toThrow(TypeError);
  expect(claude.requests).toHaveLength(0);
});
