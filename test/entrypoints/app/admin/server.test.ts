import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAdmin, type AdminServer } from '../../../../src/entrypoints/app/admin/server.ts';
import { startWith, TOKEN } from './admin-run.ts';

let admin: AdminServer;
let silent = false;

beforeAll(async () => {
  admin = await startWith(
    { jobs: [], reviews: [] },
    { isSilent: () => silent, metrics: 'backline_jobs 0\n' },
  );
});
afterAll(() => admin.close());

const bearer = { authorization: `Bearer ${TOKEN}` };
const basic = (pair: string) => ({
  authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
});

describe('the token', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer a-token-for-tests-0124' }],
    ['its beginning', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['one with more', { authorization: `Bearer ${TOKEN}0` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['it as a name', basic(`${TOKEN}:`)],
    ['another password', basic('admin:a-token-for-tests')],
    ['another scheme', { authorization: `Token ${TOKEN}` }],
    ['Basic that is no base64', { authorization: 'Basic ???' }],
  ])('%s opens nothing, whatever is asked for', async (_case, headers) => {
    const answers = await Promise.all(
      [
        ['/', 'GET'],
        ['/metrics', 'GET'],
        ['/nothing', 'GET'],
        ['/', 'POST'],
      ].map(async ([path, method]) => {
        const response = await fetch(`${admin.url}${path}`, { method: method!, headers });
        const { status } = response;
        const challenge = response.headers.get('www-authenticate');
        return { status, challenge, text: await response.text() };
      }),
    );
    // One answer for all, so that it tells nothing.
    for (const answer of answers) {
      expect(answer).toEqual({
        status: 401,
        challenge: 'Basic realm="Backline", charset="UTF-8"',
        text: 'the token is needed\n',
      });
    }
  });

  it.each([
    ['as a bearer', bearer],
    ['as a bearer in small letters', { authorization: `bearer ${TOKEN}` }],
    ['as a password', basic(`somebody:${TOKEN}`)],
    ['as a password without a name', basic(`:${TOKEN}`)],
  ])('opens %s', async (_case, headers) => {
    const page = await fetch(admin.url, { headers });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<h1>Backline</h1>');
    const metrics = await fetch(`${admin.url}/metrics`, { headers });
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4');
    expect(await metrics.text()).toBe('backline_jobs 0\n');
  });
});

it('tells without a token that it lives, and nothing else', async () => {
  const response = await fetch(`${admin.url}/healthz`);
  expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
  const response = await fetch(admin.url, { method, headers: bearer });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

it('answers HEAD without a body', async () => {
  const response = await fetch(admin.url, { method: 'HEAD', headers: bearer });
  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
  expect(await response.text()).toBe('');
});

it.each(['/', '/metrics', '/healthz', '/nothing'])('keeps %s to itself', async (path) => {
  const { headers } = await fetch(`${admin.url}${path}`, { headers: bearer });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-powered-by')).toBeNull();
});

it('says when the store does not answer, and does not say why', async () => {
  silent = true;
  const response = await fetch(admin.url, { headers: bearer });
  silent = false;
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(text).toContain('The store does not answer');
  expect(text).not.toContain('ECONNREFUSED');
});

it('names the variable when its port is taken', async () => {
  const port = Number(new URL(admin.url).port);
  const second = startAdmin(
    { host: '127.0.0.1', port, token: TOKEN },
    {} as Parameters<typeof startAdmin>[1],
  );
  await expect(second).rejects.toThrow(`port ${port} is taken: set ADMIN_PORT to a free one`);
});
