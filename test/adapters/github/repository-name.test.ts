import { expect, test } from 'vitest';
import { parseRepositoryName } from '../../../src/adapters/github/repository-name.ts';

test.each([
  ['acme/shop', 'github.com'],
  ['github.example.com/acme/shop', 'github.example.com'],
  ['localhost:8080/acme/shop', 'localhost:8080'],
  ['https://github.com/acme/shop', 'github.com'],
  ['https://github.com/acme/shop.git', 'github.com'],
  ['https://kim:secret@github.example.com:8443/acme/shop.git/', 'github.example.com:8443'],
  ['git@github.com:acme/shop.git', 'github.com'],
  ['github.com:acme/shop', 'github.com'],
  ['ssh://git@github.example.com:2222/acme/shop.git', 'github.example.com'],
  ['ssh://git@ssh.github.com:443/acme/shop.git', 'github.com'],
])('%s', (name, host) => {
  const repository = { owner: 'acme', repo: 'shop' };
  expect(parseRepositoryName(name)).toEqual({ host, repository });
});

test('a name with dots, and a host that is set', () => {
  expect(parseRepositoryName('acme/shop.js.git', 'github.example.com')).toEqual({
    host: 'github.example.com',
    repository: { owner: 'acme', repo: 'shop.js' },
  });
});

test.each([
  '',
  'acme',
  '../shop',
  'acme/..',
  '/srv/git/shop.git',
  'https://github.com/acme',
  'C:\\shop',
  'acme/shop/pull/1',
  '--upload-pack=x',
])('%j names none', (name) => {
  expect(() => parseRepositoryName(name)).toThrow('names no repository on GitHub');
});
