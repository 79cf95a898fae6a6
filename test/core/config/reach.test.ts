import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { configJsonSchema } from '../../../src/core/config/schema.ts';
import { UserError } from '../../../src/core/errors.ts';

/*
 * A repository's file may come from people whom the operator does not know. What follows holds every
 * place where it can say something in its own words against what such a word could reach.
 */

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
}

/** Every place that takes a free text, `[]` for the entries of a list. */
function texts(schema: Schema, path = ''): string[] {
  if (schema.anyOf) return [...new Set(schema.anyOf.flatMap((each) => texts(each, path)))];
  if (schema.items) return texts(schema.items, `${path}[]`);
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, child]) =>
      texts(child, path === '' ? key : `${path}.${key}`),
    );
  }
  return schema.type === 'string' && schema.enum === undefined ? [path] : [];
}

/** What only ever is compared with names, or shown to the model. */
const HARMLESS = [
  'include[]',
  'exclude[]',
  'on.authors[]',
  'on.labels[]',
  'on.branches[]',
  'instructions[].files',
  'instructions[].files[]',
  'instructions[].text',
];
const NAMES = [
  'model',
  'fallback_models[]',
  'roles.finder.model',
  'roles.verifier.model',
  'roles.answerer.model',
];
const PATHS = ['agent', 'guidelines[]'];

const HOSTILE = [
  'https://evil.example/v1',
  '//evil.example/x',
  'ssh://git@evil.example/x',
  '/etc/passwd',
  '../../outside',
  '~/.netrc',
  'file:///etc/passwd',
];
const COMMANDS = ['$(id)', '`id`', '${ANTHROPIC_API_KEY}', '$HOME', 'a; id', '| id', '-oProxy=id'];

describe("a repository's file", () => {
  it('speaks in its own words only where that is harmless, in names and in paths', () => {
    expect(texts(configJsonSchema() as Schema).sort()).toEqual(
      [...HARMLESS, ...NAMES, ...PATHS, 'language'].sort(),
    );
  });

  it.each([...NAMES, 'language'])('%s can name no host, file, variable or command', (place) => {
    expect([...HOSTILE, ...COMMANDS].filter((text) => accepts(place, text))).toEqual([]);
  });

  it.each(PATHS)('%s can name no host and nothing outside of the repository', (place) => {
    expect(HOSTILE.filter((text) => accepts(place, text))).toEqual([]);
  });
});

function accepts(place: string, text: string): boolean {
  const [first = '', ...rest] = place.split('.');
  const value = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), text);
  const written = first.endsWith('[]') ? { [first.slice(0, -2)]: [value] } : { [first]: value };
  try {
    // JSON is YAML.
    parseConfig(JSON.stringify(written), 'backline.yml');
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
