import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { operatorJsonSchema } from '../../../src/core/operator/schema.ts';

const shipped = JSON.parse(
  readFileSync(new URL('../../../schema/operator.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

test('the shipped schema is what scripts/write-schema.ts writes', () => {
  expect(shipped).toEqual(operatorJsonSchema());
});

test('an editor accepts and refuses what Backline accepts and refuses', () => {
  const validate = new Ajv2020({ strict: true }).compile(shipped);
  expect(validate({})).toBe(true);
  expect(validate({ allow: { models: ['opus'] }, budget: { owners: { acme: 5 } } })).toBe(true);
  expect(validate({ prices: { some: { input: 1, output: 2 } } })).toBe(true);
  expect(validate({ prices: { some: { input: 1 } } })).toBe(false);
  expect(validate({ budget: { per_day: 1 } })).toBe(false);
});

test('docs/operating.md has every key', () => {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w.]+)` +\| (?:App|both) /gm)].map(([, key]) => key!);
  const { allow, budget, prices, concurrency } = shipped['properties'] as Record<
    string,
    { properties?: object }
  >;
  expect(Object.keys(shipped['properties'] as object)).toEqual([
    'allow',
    'budget',
    'prices',
    'concurrency',
    'resolve_threads',
  ]);
  expect(prices).toBeDefined();
  expect(rows).toEqual([
    ...Object.keys(allow!.properties!).map((key) => `allow.${key}`),
    ...Object.keys(budget!.properties!).map((key) => `budget.${key}`),
    'prices',
    ...Object.keys(concurrency!.properties!).map((key) => `concurrency.${key}`),
    'resolve_threads',
  ]);
});
