import { expect, test } from 'vitest';
import { createOctokit } from '../../../src/adapters/github/client.ts';
import { findToken } from '../../../src/adapters/github/find-token.ts';
import { cloneUrl, hostUrls } from '../../../src/adapters/github/hosts.ts';
import { parsePullName } from '../../../src/adapters/github/pull-name.ts';

test.each([
  ['acme/shop#12', 'github.com', 'acme', 'shop', 12],
  ['acme/.github#1', 'github.com', 'acme', '.github', 1],
  ['some_corp/api.v2-x#7', 'github.com', 'some_corp', 'api.v2-x', 7],
  ['https://github.com/acme/shop/pull/12', 'github.com', 'acme', 'shop', 12],
  ['https://github.com/acme/shop/pull/12/files#diff-1', 'github.com', 'acme', 'shop', 12],
  ['https://GHE.example:8443/acme/shop/pull/3/', 'ghe.example:8443', 'acme', 'shop', 3],
  ['http://127.0.0.1:3000/acme/shop/pull/3?w=1', '127.0.0.1:3000', 'acme', 'shop', 3],
  ['ghe.example/acme/shop#4', 'ghe.example', 'acme', 'shop', 4],
])('%s names a pull request', (name, host, owner, repo, number) => {
  expect(parsePullName(name)).toEqual({ host, ref: { owner, repo, number } });
});

test.each([
  'acme/shop',
  'acme#1',
  'acme/shop#0',
  'acme/shop#x',
  'acme/..#1',
  '-acme/shop#1',
  'acme/shop#1 --post',
  'https://github.com/acme/shop/issues/1',
  'https://github.com/acme/shop',
  'https://',
  '',
])('%j names none, and says how to', (name) => {
  expect(() => parsePullName(name)).toThrow('write OWNER/REPO#NUMBER');
});

test('a short name is of the default host', () => {
  expect(parsePullName('acme/shop#1', 'ghe.example').host).toBe('ghe.example');
});

test.each([
  ['github.com', {}, 'https://api.github.com', 'https://github.com'],
  ['ghe.example', {}, 'https://ghe.example/api/v3', 'https://ghe.example'],
  ['corp.ghe.com', {}, 'https://api.corp.ghe.com', 'https://corp.ghe.com'],
  [
    'ghe.example',
    { GITHUB_API_URL: 'https://api.github.com', GITHUB_SERVER_URL: 'https://github.com' },
    'https://ghe.example/api/v3',
    'https://ghe.example',
  ],
  [
    'ghe.example',
    { GITHUB_API_URL: 'https://ghe.example/rest/', GITHUB_SERVER_URL: 'https://ghe.example/' },
    'https://ghe.example/rest',
    'https://ghe.example',
  ],
  [
    '127.0.0.1:3000',
    {
      GITHUB_API_URL: 'http://127.0.0.1:3000/api/v3',
      GITHUB_SERVER_URL: 'http://127.0.0.1:3000',
    },
    'http://127.0.0.1:3000/api/v3',
    'http://127.0.0.1:3000',
  ],
  [
    'ghe.example',
    { GITHUB_API_URL: 'https://api.github.com' },
    'https://ghe.example/api/v3',
    'https://ghe.example',
  ],
])('%s with %j is reached at %s', (host, env, api, web) => {
  expect(hostUrls(host, env)).toEqual({ api, web });
  expect(cloneUrl({ api, web }, 'acme', 'shop')).toBe(`${web}/acme/shop.git`);
});

test('an address that is none is named by its variable', () => {
  expect(() => hostUrls('github.com', { GITHUB_API_URL: 'api' })).toThrow('GITHUB_API_URL');
});

const noGh = async (): Promise<null> => null;

test.each([
  [{ GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'github.com', 'a'],
  [{ GITHUB_TOKEN: ' ', GH_TOKEN: 'b' }, 'github.com', 'b'],
  [{ GITHUB_TOKEN: 'a' }, 'corp.ghe.com', 'a'],
  [{ GITHUB_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'c' }, 'ghe.example', 'c'],
  [{ GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'ghe.example', undefined],
  [{ GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://ghe.example' }, 'ghe.example', 'a'],
  [{ GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://ghe.example' }, 'github.com', undefined],
])('of %j, %s is shown %s', async (env, host, token) => {
  expect((await findToken(env, host, noGh))?.token).toBe(token);
});

test('asks gh last, and lives without it', async () => {
  const asked: string[] = [];
  const found = await findToken({}, 'ghe.example', async (host) => {
    asked.push(host);
    return 'from-gh';
  });
  expect(found).toEqual({ token: 'from-gh', source: 'gh auth token' });
  expect(asked).toEqual(['ghe.example']);
  expect(await findToken({ PATH: '/nonexistent' }, 'github.com')).toBeNull();
});

test.each(['ghp_a\nghp_b', 'ghp a', 'ghp_가'])(
  '%j is no token, and is not printed',
  async (token) => {
    const told = await findToken({ GH_TOKEN: token }, 'github.com').catch(String);
    expect(told).toContain('the token of GH_TOKEN holds');
    expect(told).not.toContain('ghp');
  },
);

test('a token is sent to no address that holds credentials or is not encrypted', () => {
  const token = 'ghp_x';
  expect(() => createOctokit({ token, baseUrl: 'https://a:b@ghe.example' })).toThrow('credentials');
  expect(() => createOctokit({ token, baseUrl: 'http://ghe.example/api/v3' })).toThrow('https://');
  expect(() => createOctokit({ token, baseUrl: 'http://127.0.0.1.example' })).toThrow('https://');
});
