import { invalid, type JsonSchema, type WireTool } from './wire.ts';

const MAX_STRICT_TOOLS = 20;
const MAX_OPTIONAL = 24;
const MAX_UNIONS = 16;

/** Keywords that the grammar of a structured answer can't hold. */
const UNSUPPORTED = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'not',
  'if',
];

const CHILD_LISTS = ['anyOf', 'allOf', 'oneOf', 'prefixItems'];
const CHILD_MAPS = ['properties', '$defs', 'definitions'];

interface Counts {
  optional: number;
  unions: number;
}

/** Checks the schema that binds an answer against the documented limits of structured outputs. */
export function checkOutputSchema(schema: JsonSchema): void {
  const counts: Counts = { optional: 0, unions: 0 };
  walk(schema, 'output_config.format.schema', counts);
  checkRecursion(schema, 'output_config.format.schema');
  checkCounts(counts);
}

/** Checks the tools marked `strict`, which share one grammar. */
export function checkStrictTools(tools: readonly WireTool[]): void {
  const strict = tools.filter((tool) => tool.strict);
  if (strict.length > MAX_STRICT_TOOLS) {
    throw invalid(`tools: at most ${MAX_STRICT_TOOLS} strict tools are supported`);
  }
  const counts: Counts = { optional: 0, unions: 0 };
  for (const tool of strict) {
    const path = `tools.${tool.name}.input_schema`;
    walk(tool.input_schema, path, counts);
    checkRecursion(tool.input_schema, path);
  }
  checkCounts(counts);
}

function checkCounts({ optional, unions }: Counts): void {
  if (optional > MAX_OPTIONAL) {
    throw invalid(`Schemas contain too many optional parameters (${optional} > ${MAX_OPTIONAL})`);
  }
  if (unions > MAX_UNIONS) {
    throw invalid(
      `Schemas contain too many parameters with union types (${unions} > ${MAX_UNIONS})`,
    );
  }
}

function walk(schema: JsonSchema, path: string, counts: Counts): void {
  for (const keyword of UNSUPPORTED) {
    if (schema[keyword] !== undefined) throw invalid(`${path}: '${keyword}' is not supported`);
  }
  const minItems = schema['minItems'];
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
    throw invalid(`${path}.minItems: only 0 and 1 are supported`);
  }
  if (typeof schema['$ref'] === 'string' && !schema['$ref'].startsWith('#')) {
    throw invalid(`${path}.$ref: external references are not supported`);
  }
  if (schema['type'] === 'object' || schema['properties'] !== undefined) {
    if (schema['additionalProperties'] !== false) {
      throw invalid(`${path}: For 'object' type, 'additionalProperties' must be set to false`);
    }
    const required = (schema['required'] as string[] | undefined) ?? [];
    const names = Object.keys((schema['properties'] as JsonSchema | undefined) ?? {});
    counts.optional += names.filter((name) => !required.includes(name)).length;
  }
  if (
    schema['anyOf'] !== undefined ||
    schema['oneOf'] !== undefined ||
    Array.isArray(schema['type'])
  ) {
    counts.unions += 1;
  }
  for (const [key, child] of children(schema)) walk(child, `${path}.${key}`, counts);
}

function children(schema: JsonSchema): [string, JsonSchema][] {
  const found: [string, JsonSchema][] = [];
  const items = schema['items'];
  if (isSchema(items)) found.push(['items', items]);
  for (const key of CHILD_LISTS) {
    const list = schema[key];
    if (Array.isArray(list)) {
      found.push(...list.filter(isSchema).map((s, i): [string, JsonSchema] => [`${key}.${i}`, s]));
    }
  }
  for (const key of CHILD_MAPS) {
    const map = schema[key];
    if (isSchema(map)) {
      for (const [name, child] of Object.entries(map)) {
        if (isSchema(child)) found.push([`${key}.${name}`, child]);
      }
    }
  }
  return found;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A reference that leads back to where it stands can't be a grammar. */
function checkRecursion(root: JsonSchema, path: string): void {
  const visit = (schema: JsonSchema, open: readonly string[]): void => {
    const ref = schema['$ref'];
    if (typeof ref === 'string') {
      if (ref === '#' || open.includes(ref)) {
        throw invalid(`${path}: recursive schemas are not supported (${ref})`);
      }
      const target = ref
        .replace(/^#\/?/, '')
        .split('/')
        .reduce<unknown>((node, key) => (isSchema(node) ? node[key] : undefined), root);
      if (!isSchema(target)) throw invalid(`${path}: ${ref} leads nowhere`);
      visit(target, [...open, ref]);
    }
    for (const [, child] of children(schema)) visit(child, open);
  };
  visit(root, []);
}
