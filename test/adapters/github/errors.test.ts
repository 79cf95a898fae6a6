import { expect, test } from 'vitest';
import { isUnclear, toGitHubError } from '../../../src/adapters/github/errors.ts';
import { GitHubError } from '../../../src/ports/github-error.ts';

const NOW = 1_800_000_000_000;

/** What Octokit throws for an answer of that status. */
function answered(
  status: number,
  data: unknown,
  headers: Record<string, string> = {},
): GitHubError {
  const request = { method: 'POST', url: 'https://ghe.example/api/v3/repos/a/b/pulls/1?x=1' };
  const thrown = Object.assign(new Error('message'), {
    name: 'HttpError',
    status,
    request,
    response: { status, data, headers },
  });
  const error = toGitHubError(thrown, NOW);
  expect(error).toBeInstanceOf(GitHubError);
  return error as GitHubError;
}

test.each([
  [400, 'refused', false],
  [401, 'unauthorized', false],
  [403, 'forbidden', false],
  [404, 'not_found', false],
  [406, 'refused', false],
  [410, 'not_found', false],
  [422, 'refused', false],
  [429, 'rate_limited', false],
  [500, 'server', true],
  [502, 'server', true],
  [503, 'server', true],
  [504, 'server', true],
])('%i is %s; whether it was done is unclear: %s', (status, kind, unclear) => {
  const error = answered(status, { message: 'Words' });
  expect(error.kind).toBe(kind);
  expect(isUnclear(error)).toBe(unclear);
  expect(error.details).toMatchObject({ method: 'POST', path: '/repos/a/b/pulls/1', status });
});

test('names the permission that is missing and the request', () => {
  const error = answered(
    403,
    { message: 'Resource not accessible by integration' },
    {
      'x-accepted-github-permissions': 'pull_requests=write',
      'x-github-request-id': 'ABCD:1',
    },
  );
  expect(error.details).toMatchObject({ permission: 'pull_requests=write', requestId: 'ABCD:1' });
  expect(error.message).toBe(
    'GitHub: Resource not accessible by integration (POST /repos/a/b/pulls/1, 403, request ABCD:1, needs pull_requests=write)',
  );
});

test.each([
  [403, { 'retry-after': '17' }, 'You have exceeded a secondary rate limit', 'secondary', 17],
  [429, {}, 'You have exceeded a secondary rate limit', 'secondary', 60],
  [
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) },
    'API rate limit exceeded',
    'primary',
    90,
  ],
  [
    429,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 - 5) },
    'API rate limit exceeded',
    'primary',
    1,
  ],
  [403, { 'retry-after': 'soon' }, 'slow down', 'secondary', 60],
])('%i with %j is a limit', (status, headers, message, limit, seconds) => {
  expect(answered(status, { message }, headers as Record<string, string>)).toMatchObject({
    kind: 'rate_limited',
    details: { limit, retryAfterSeconds: seconds },
  });
});

test('gives GitHub’s reasons, whether sentences or objects', () => {
  expect(
    answered(422, { message: 'No', errors: ['Line could not be resolved'] }).details.words,
  ).toBe('No: Line could not be resolved');
  const errors = [
    { resource: 'X', field: 'path', code: 'custom', message: 'is wrong' },
    { code: 'y' },
  ];
  expect(answered(422, { message: 'No', errors }).details.words).toBe('No: path: is wrong; y');
});

test('no secret gets into a message, and a page of HTML does not fill it', () => {
  const text = `https://user:pass@host/ ghs_abcdefghijklmnop github_pat_11ABC_def ${'x'.repeat(9000)}`;
  const error = answered(500, { message: text });
  expect(error.message).not.toMatch(/pass|abcdefgh|11ABC/);
  expect(error.message.length).toBeLessThan(700);
});

test.each([
  ['NOT_FOUND', 'not_found'],
  ['FORBIDDEN', 'forbidden'],
  ['RATE_LIMITED', 'rate_limited'],
  ['UNPROCESSABLE', 'refused'],
  [undefined, 'server'],
])('of GraphQL %s is %s', (type, kind) => {
  const errors = [{ message: 'words', ...(type !== undefined && { type }) }];
  const thrown = Object.assign(new Error('m'), {
    name: 'GraphqlResponseError',
    errors,
    headers: {},
  });
  expect(toGitHubError(thrown, NOW)).toMatchObject({
    kind,
    details: { words: 'words', path: '/graphql' },
  });
});

test('what is not from Octokit passes through', () => {
  const error = new TypeError('a fault of ours');
  expect(toGitHubError(error, NOW)).toBe(error);
});

test('a host that is not found is told in words', () => {
  const thrown = Object.assign(new Error('getaddrinfo ENOTFOUND api.github.com'), {
    name: 'HttpError',
    status: 500,
    request: { method: 'POST', url: 'https://api.github.com/graphql' },
  });
  expect(toGitHubError(thrown, NOW)).toMatchObject({
    kind: 'network',
    message: 'GitHub: no answer came: no such host, is there a network? (POST /graphql)',
  });
});
