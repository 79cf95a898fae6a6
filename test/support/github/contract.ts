import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  parameters?: unknown[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Json }> };
  responses: Record<string, unknown>;
}

/** One exchange, to be held against GitHub's OpenAPI description. */
export interface Exchange {
  method: string;
  /** The template of the path, as the description spells it. */
  operation: string;
  query: Record<string, string>;
  requestBody: unknown;
  status: number;
  answer: unknown;
  /** The answer's content type is JSON. */
  json: boolean;
}

interface Components {
  schemas: Record<string, { properties?: Json }>;
}

// The one place where GitHub answers more than its REST description says: an outdated comment has
// no line today. Its description of webhooks has these as `integer | null`.
const NULL_WHEN_OUTDATED = [
  ['pull-request-review-comment', 'line'],
  ['pull-request-review-comment', 'position'],
  ['review-comment', 'line'],
] as const;

// The description has an account be a user and an enterprise at once here, and one of the two in
// its own component of the same object.
const MENDED: Record<string, Json> = {
  'GET /app/installations': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
};

let loaded: { spec: Json; ajv: Ajv } | undefined;
const compiled = new Map<string, ValidateFunction>();

/** What in a request GitHub's description does not allow; empty when it is in order. */
export function requestFaults(exchange: Omit<Exchange, 'status' | 'answer' | 'json'>): string[] {
  const { method, operation } = exchange;
  const description = operationAt(method, operation);
  if (description === undefined) return [`${method} ${operation}: GitHub has no such operation`];
  const faults: string[] = [];
  const parameters = (description.parameters ?? []).map((one) => resolve(one) as Json);
  const names = new Set(parameters.filter((one) => one['in'] === 'query').map((p) => p['name']));
  for (const name of Object.keys(exchange.query)) {
    if (!names.has(name)) faults.push(`${method} ${operation}: unknown query parameter ${name}`);
  }
  const schema = description.requestBody?.content?.['application/json']?.schema;
  const given = exchange.requestBody;
  if (schema === undefined) {
    if (given !== undefined && Object.keys(given as Json).length > 0) {
      faults.push(`${method} ${operation}: takes no body`);
    }
  } else if (given !== undefined || description.requestBody?.required === true) {
    faults.push(...check(`request ${method} ${operation}`, schema, given, true));
  }
  return faults;
}

/** What in an answer GitHub's description does not promise. */
export function answerFaults(exchange: Exchange): string[] {
  const { method, operation, status } = exchange;
  const description = operationAt(method, operation);
  if (description === undefined) return [];
  const response = resolve(description.responses[String(status)]) as Json | undefined;
  const name = `answer ${status} ${method} ${operation}`;
  if (response === undefined) {
    // Refusals that every operation knows are not repeated at each in the description.
    return status >= 400 ? [] : [`${name}: not a documented status`];
  }
  const content = response['content'] as Record<string, { schema?: Json }> | undefined;
  const schema = MENDED[`${method} ${operation}`] ?? content?.['application/json']?.schema;
  if (!exchange.json) return [];
  if (schema === undefined) return [];
  return check(name, schema, exchange.answer, false);
}

/** Whether GitHub has an operation at all, for requests that the stand-in does not serve. */
export function isDescribed(method: string, path: string): boolean {
  const paths = description().spec['paths'] as Record<string, Json>;
  return Object.entries(paths).some(
    ([template, operations]) =>
      operations[method.toLowerCase()] !== undefined && templatePattern(template).test(path),
  );
}

/** Matches a path; `{path}`, `{ref}` and `{basehead}` may hold slashes. */
export function templatePattern(template: string): RegExp {
  const source = template
    .replace(/[.]/g, '\\$&')
    .replace(/\{(path|ref|basehead)\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

function operationAt(method: string, template: string): Operation | undefined {
  const paths = description().spec['paths'] as Record<string, Record<string, Operation>>;
  return paths[template]?.[method.toLowerCase()];
}

/** 13 MB of description: read at the first check and kept. */
function description(): { spec: Json; ajv: Ajv } {
  if (loaded !== undefined) return loaded;
  const file = createRequire(import.meta.url)
    .resolve('@octokit/openapi')
    .replace(/index\.js$/, 'generated/api.github.com.json');
  const spec = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  const components = jsonSchema(spec['components'], false) as Components;
  for (const [name, key] of NULL_WHEN_OUTDATED) {
    const properties = components.schemas[name]?.properties;
    if (properties !== undefined) properties[key] = { type: ['integer', 'null'] };
  }
  ajv.addSchema({ $id: 'github', components });
  loaded = { spec, ajv };
  return loaded;
}

function check(name: string, schema: Json, value: unknown, closed: boolean): string[] {
  let validate = compiled.get(name);
  if (validate === undefined) {
    validate = description().ajv.compile(jsonSchema(schema, closed) as Json);
    compiled.set(name, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 5)
    .map((e) => `${name}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, no examples; closed objects refuse unknown keys. */
function jsonSchema(schema: unknown, closed: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((one) => jsonSchema(one, closed));
  if (typeof schema !== 'object' || schema === null) return schema;
  const source = schema as Json;
  const result: Json = {};
  for (const [key, value] of Object.entries(source)) {
    if (key === 'example' || key === 'examples' || key === 'nullable') continue;
    result[key] = key === '$ref' ? `github${String(value)}` : jsonSchema(value, closed);
  }
  const combined = ['oneOf', 'anyOf', 'allOf'].some((key) => key in source);
  const open = source['additionalProperties'] === undefined;
  if (closed && typeof source['properties'] === 'object' && open && !combined) {
    result['additionalProperties'] = false;
  }
  return source['nullable'] === true ? { anyOf: [result, { type: 'null' }] } : result;
}

function resolve(value: unknown): unknown {
  const reference = (value as { $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return value;
  let found: unknown = description().spec;
  for (const key of reference.split('/').slice(1)) found = (found as Json)[key];
  return found;
}
