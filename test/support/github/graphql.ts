import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  buildSchema,
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Actor } from './auth.ts';
import { Unserved } from './graphql-nodes.ts';
import type { GraphqlContext } from './graphql-lookup.ts';
import { graphqlRoot } from './graphql-root.ts';
import { Refusal, type Reply } from './http.ts';
import type { World } from './state.ts';

let schema: GraphQLSchema | undefined;

/**
 * Executes an operation against GitHub's own schema. What the schema does not allow, or what the
 * stand-in does not know of it, is recorded as a violation.
 */
export async function serveGraphql(world: World, actor: Actor, body: unknown): Promise<Reply> {
  const { query, variables } = (body ?? {}) as { query?: string; variables?: Variables };
  if (typeof query !== 'string') return violation(world, ['no query']);
  const github = loadSchema();
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return violation(world, [String(error)]);
  }
  const errors = validate(github, document);
  if (errors.length > 0)
    return violation(
      world,
      errors.map((one) => one.message),
    );
  const context: GraphqlContext = { world, actor };
  const result = await execute({
    schema: github,
    document,
    rootValue: graphqlRoot(context),
    variableValues: variables ?? {},
    contextValue: context,
    fieldResolver: resolveField,
  });
  const faults = (result.errors ?? []).filter((one) => !isRefusal(one.originalError));
  if (faults.length > 0)
    return violation(
      world,
      faults.map((one) => one.message),
    );
  const { data } = result;
  if (result.errors === undefined) return { status: 200, body: { data } };
  return { status: 200, body: { data, errors: result.errors.map((one) => shown(one.toJSON())) } };
}

/** What GitHub would say itself; anything else is our gap or the caller's mistake. */
function isRefusal(error: unknown): boolean {
  if (error instanceof Refusal) return true;
  return error instanceof GraphQLError && error.extensions['type'] !== undefined;
}

type Variables = Record<string, unknown>;

/** Our objects hold values and functions of the arguments; a key that is not there is a gap. */
const resolveField: GraphQLFieldResolver<Record<string, unknown>, GraphqlContext> = (
  source,
  args,
  _context,
  info,
) => {
  if (!(info.fieldName in source)) {
    throw new Unserved(`the stand-in does not serve ${info.parentType.name}.${info.fieldName}`);
  }
  const value = source[info.fieldName];
  return typeof value === 'function' ? (value as (args: Variables) => unknown)(args) : value;
};

/** GitHub puts an error's type beside its message. */
function shown(error: GraphQLFormattedError): Record<string, unknown> {
  const { extensions, ...rest } = error;
  const type = extensions?.['type'];
  return { ...(type === undefined ? {} : { type }), ...rest };
}

function violation(world: World, messages: string[]): Reply {
  const all = messages.map((message) => `GraphQL: ${message}`);
  world.violations.push(...all);
  return { status: 500, body: { message: all.join('; '), documentation_url: '' } };
}

function loadSchema(): GraphQLSchema {
  if (schema !== undefined) return schema;
  // The package exports a module alone, which would parse 5 MB of JSON twice.
  const folders = createRequire(import.meta.url).resolve.paths('@octokit/graphql-schema') ?? [];
  const file = folders
    .map((folder) => join(folder, '@octokit/graphql-schema/schema.graphql'))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error('@octokit/graphql-schema is not installed');
  schema = buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
  return schema;
}
