import { expect, test } from 'vitest';
import { checkOutputSchema, checkStrictTools } from './check-schema.ts';

type Json = Record<string, unknown>;

const object = (properties: Json, over: Json = {}): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...over,
});
const fill = (count: number, value: unknown): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, value]));
test.each<[string, Json, RegExp]>([
  ['a schema open to more', object({}, { additionalProperties: true }), /additionalProperties/],
  ['a nested open schema', object({ a: { type: 'object', properties: {} } }), /properties\.a/],
  ['a numeric bound', object({ a: { type: 'number', minimum: 0 } }), /'minimum'/],
  ['a length bound', object({ a: { type: 'string', maxLength: 9 } }), /'maxLength'/],
  ['minItems 2', object({ a: { type: 'array', minItems: 2 } }), /minItems/],
  [
    'a bound within a union',
    object({ a: { anyOf: [{ type: 'string', minLength: 1 }] } }),
    /anyOf\.0/,
  ],
  [
    'recursion',
    object({ a: { $ref: '#/$defs/a' } }, { $defs: { a: object({ b: { $ref: '#/$defs/a' } }) } }),
    /recursive/,
  ],
  ['a reference to nowhere', object({ a: { $ref: '#/$defs/b' } }), /nowhere/],
  ['25 optional parameters', object(fill(25, { type: 'string' }), { required: [] }), /25 > 24/],
  ['17 unions', object(fill(17, { type: ['string', 'null'] })), /17 > 16/],
])('%s is refused', (_name, schema, message) => {
  expect(() => checkOutputSchema(schema)).toThrow(message);
});

test.each<[string, Json]>([
  [
    'a schema within the limits',
    object({ a: { type: 'array', minItems: 1, items: { enum: ['x'] } } }),
  ],
  ['24 optional parameters', object(fill(24, { type: 'string' }), { required: [] })],
  ['16 unions', object(fill(16, { anyOf: [{ type: 'string' }, { type: 'null' }] }))],
  [
    'a definition used twice',
    object(
      { a: { $ref: '#/$defs/a' }, b: { $ref: '#/$defs/a' } },
      { $defs: { a: { type: 'string', const: 'x' } } },
    ),
  ],
])('%s is taken', (_name, schema) => {
  expect(() => checkOutputSchema(schema)).not.toThrow();
});

test('twenty strict tools are taken, more are refused', () => {
  const tools = Array.from({ length: 21 }, (_, i) => ({
    name: `t${i}`,
    strict: true,
    input_schema: object({}),
  }));
  expect(() => checkStrictTools(tools.slice(1))).not.toThrow();
  expect(() => checkStrictTools(tools)).toThrow(/at most 20 strict/);
});
