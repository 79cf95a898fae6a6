import { expect, test } from 'vitest';
import { matchesModel, servesRepository } from '../../../src/core/operator/allowed.ts';
import { defaultOperator, type Operator } from '../../../src/core/operator/operator.ts';

function allowing(...repositories: string[]): Operator {
  return { ...defaultOperator(), allow: { repositories, models: [] } };
}

test.each<[string[], string, boolean]>([
  [[], 'anybody/anything', true],
  [['acme'], 'acme/shop', true],
  [['acme'], 'Acme/Shop', true],
  [['acme'], 'acme2/shop', false],
  [['acme'], 'other/acme', false],
  [['acme/*'], 'acme/shop', true],
  [['acme/shop-*'], 'acme/shop-web', true],
  [['acme/shop-*'], 'acme/.github', false],
  [['acme/*'], 'acme/.github', true],
  [['acme', '!acme/attic'], 'acme/attic', false],
  [['acme', '!acme/attic'], 'acme/shop', true],
  [['!acme'], 'acme/shop', false],
  [['!acme'], 'other/shop', true],
  [['acme-*', 'other/shop'], 'other/shop', true],
])('%j serves %s: %s', (globs, name, served) => {
  const [owner, repository] = name.split('/') as [string, string];
  expect(servesRepository(allowing(...globs), owner, repository)).toBe(served);
});

test.each([
  ['claude-haiku-5-5', ['claude-haiku-*'], true],
  ['claude-opus-5-5', ['claude-haiku-*'], false],
  ['anthropic/claude-haiku-5-5', ['*haiku*'], true],
  ['anthropic/claude-haiku-5-5', ['claude-haiku-*'], false],
  ['anthropic/claude-haiku-5-5', ['anthropic/claude-haiku-*'], true],
])('%s is one of %j: %s', (id, globs, matches) => {
  expect(matchesModel(id, globs)).toBe(matches);
});
