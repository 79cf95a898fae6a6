import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/core/config/schema.ts';

const shipped = JSON.parse(
  readFileSync(new URL('../../../schema/backline.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

describe('schema/backline.schema.json', () => {
  it('is what scripts/write-schema.ts writes', () => {
    expect(shipped).toEqual(configJsonSchema());
  });

  it('knows exactly the promised keys and describes each', () => {
    const properties = shipped['properties'] as Record<string, { description?: string }>;
    expect(Object.keys(properties).sort()).toEqual(
      [
        'agent',
        'language',
        'model',
        'fallback_models',
        'effort',
        'roles',
        'include',
        'exclude',
        'severity',
        'ranking',
        'max_comments',
        'fail_on',
        'on',
        'instructions',
        'guidelines',
        'budget',
      ].sort(),
    );
    expect(undescribed(shipped, '')).toEqual([]);
  });

  it('accepts and refuses in an editor what Backline accepts and refuses', () => {
    const validate = new Ajv2020({ strict: true }).compile(shipped);
    expect(validate({})).toBe(true);
    expect(validate({ on: { push: 'off' }, instructions: [{ files: 'a', text: 'b' }] })).toBe(true);
    expect(validate({ max_coments: 1 })).toBe(false);
    expect(validate({ on: { pushes: 'off' } })).toBe(false);
    expect(validate({ agent: '../a.md' })).toBe(false);
    expect(validate({ severity: 'bad' })).toBe(false);
  });
});

/** Paths of properties, at any depth, that no description explains. */
function undescribed(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, items } = node as { properties?: object; items?: unknown };
  const here = Object.entries(properties as Record<string, { description?: string }>).flatMap(
    ([key, child]) => [
      ...(child.description === undefined ? [`${path}.${key}`] : []),
      ...undescribed(child, `${path}.${key}`),
    ],
  );
  return [...here, ...undescribed(items, `${path}[]`)];
}
