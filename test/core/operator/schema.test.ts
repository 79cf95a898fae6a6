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
