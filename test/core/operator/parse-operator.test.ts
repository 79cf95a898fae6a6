import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { defaultOperator, hasBudget, ownerDayLimit } from '../../../src/core/operator/operator.ts';
import { parseOperator } from '../../../src/core/operator/parse-operator.ts';

const PATH = '/etc/backline.yml';

const EVERY_KEY = `
allow:
  repositories: [acme, 'other/shop-*', '!acme/attic']
  models: [sonnet, 'claude-haiku-*']
budget:
  per_review_usd: 2
  per_day_usd: 100
  per_owner_day_usd: 20
  owners: { ACME: 50 }
prices:
  claude-fable-5-2: { input: 1, output: 5 }
  gateway/own: { input: 0, output: 0, cache_read: 0, cache_write: 0.5 }
concurrency: { per_process: 3, total: 20, per_installation: 5 }
resolve_threads: true
`;

function failure(source: string): string {
  try {
    parseOperator(source, PATH);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe("the operator's file", () => {
  it('is read with every key', () => {
    expect(parseOperator(EVERY_KEY, PATH)).toEqual({
      allow: {
        repositories: ['acme', 'other/shop-*', '!acme/attic'],
        models: ['sonnet', 'claude-haiku-*'],
      },
      budget: {
        perReviewUsd: 2,
        perDayUsd: 100,
        perOwnerDayUsd: 20,
        ownerDayUsd: { acme: 50 },
      },
      prices: {
        'claude-fable-5-2': { input: 1, output: 5 },
        'gateway/own': { input: 0, output: 0, cacheRead: 0, cacheWrite: 0.5 },
      },
      concurrency: { perProcess: 3, total: 20, perInstallation: 5 },
      resolveThreads: true,
    });
  });

  it.each(['', '# nothing yet\n', '{}'])('allows everything when it is %j', (source) => {
    const operator = parseOperator(source, PATH);
    expect(operator).toEqual(defaultOperator());
    expect(hasBudget(operator)).toBe(false);
  });

  it.each([
    'budget: { per_review_usd: 1 }',
    'budget: { per_day_usd: 1 }',
    'budget: { per_owner_day_usd: 1 }',
    'budget: { owners: { acme: 1 } }',
  ])('has a budget with %s', (source) => {
    expect(hasBudget(parseOperator(source, PATH))).toBe(true);
  });

  it('gives each owner the same, or their own, whatever the case of the login', () => {
    const operator = parseOperator(EVERY_KEY, PATH);
    expect(ownerDayLimit(operator, 'Acme')).toBe(50);
    expect(ownerDayLimit(operator, 'other')).toBe(20);
    expect(ownerDayLimit(operator, 'constructor')).toBe(20);
    expect(ownerDayLimit(defaultOperator(), 'acme')).toBeUndefined();
  });

  it.each([
    ['alow: {}\n', 1, 'unknown key "alow"; the nearest known one is "allow"'],
    ['allow:\n  repos: [acme]\n', 2, 'in allow; the nearest known one is "repositories"'],
    ['allow:\n  model: [opus]\n', 2, 'in allow; the nearest known one is "models"'],
    [
      'prices:\n  some-model:\n    input: 1\n    ouput: 1\n',
      4,
      'unknown key "ouput" in prices.some-model; the nearest known one is "output"',
    ],
    ['prices:\n  some-model: { input: 1 }\n', 2, 'prices.some-model.output has to be a number'],
    ['budget:\n  per_day_usd: lots\n', 2, 'budget.per_day_usd has to be a number'],
    ['budget:\n  owners:\n    acme: 0\n', 3, 'budget.owners.acme has to be more than 0'],
    ["allow:\n  models: ['claude-*']\n", 2, 'begins with a name, not a glob'],
    ['allow:\n  repositories: [a/b/c]\n', 2, 'an OWNER or OWNER/NAME'],
    ['- allow\n', 1, 'the file has to be a group of "key: value" lines'],
    ['allow: {\n', 2, 'not valid YAML'],
  ])('%# tells a mistake in one line, with its place', (source, line, message) => {
    const said = failure(source);
    expect(said).toContain(message);
    expect(said).toMatch(new RegExp(`^${PATH}:${line}: [^\\n]+$`));
  });

  it.each(['secret', 'api_key', 'private_key', 'token', 'base_url'])(
    'has no place for a %s',
    (key) => {
      expect(failure(`${key}: x`)).toContain(`unknown key "${key}"`);
    },
  );
});
