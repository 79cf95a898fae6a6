import { ruleTable } from '../rule-table.ts';

/** Descriptions of an interface that servers keep and callers rely on. */
export const apiSchemas = ruleTable([
  { reason: 'protobuf definition', endings: ['.proto'] },
  { reason: 'Thrift definition', endings: ['.thrift'] },
  { reason: 'Avro schema', endings: ['.avsc', '.avdl', '.avpr'] },
  { reason: 'FlatBuffers or Cap’n Proto schema', endings: ['.fbs', '.capnp'] },
  { reason: 'Smithy model', endings: ['.smithy'] },
  { reason: 'TypeSpec API definition', endings: ['.tsp'] },
  {
    reason: 'API description (RAML, WSDL, API Blueprint)',
    endings: ['.raml', '.wsdl', '.wadl', '.apib'],
  },
  { reason: 'XML schema', endings: ['.xsd'] },
  { reason: 'GraphQL schema', endings: ['.graphqls'] },
  { reason: 'GraphQL schema', path: /(?:^|\/)[\w.-]{0,60}schema[\w.-]{0,40}\.(?:graphql|gql)$/i },
  {
    reason: 'GraphQL schema',
    endings: ['.graphql', '.gql'],
    text: /^(?:extend )?(?:(?:type|input|interface|enum|union|scalar) \w|schema\b|directive @)/m,
  },
  {
    reason: 'OpenAPI or AsyncAPI description',
    endings: ['.yaml', '.yml', '.json'],
    head: /^[\s{]{0,20}(?:#[^\n]{0,200}\n\s{0,8}|---\s){0,20}["']?(?:openapi|swagger|asyncapi)["']?\s?:/,
  },
  {
    reason: 'OpenAPI or AsyncAPI description',
    path: /(?:^|\/)[^/]{0,60}(?:openapi|swagger|asyncapi)[^/]{0,60}\.(?:ya?ml|json)$/i,
  },
  {
    reason: 'part of an OpenAPI description',
    folders: ['openapi', 'swagger', 'oas'],
    endings: ['.yaml', '.yml', '.json'],
  },
  {
    reason: 'part of an OpenAPI description',
    endings: ['.yaml', '.yml', '.json'],
    mentions: ['operationId', 'requestBody', '#/components/', '#/definitions/'],
    text: /^\s{0,8}["']?(?:\/[\w{}/.:~-]{0,120}|get|post|put|patch|delete|responses|parameters)["']?\s?:/m,
  },
  { reason: 'Fern API definition', path: /(?:^|\/)fern\/[^\n]{0,200}\.ya?ml$/ },
  {
    reason: 'JSON Schema',
    endings: ['.json'],
    head: /^\s{0,8}\{[\s\S]{0,200}"\$schema"\s?:\s?"https?:\/\/json-schema\.org/,
  },
  { reason: 'JSON Schema', endings: ['.schema.json', '.schema.yaml', '.schema.yml'] },
]);

/** GraphQL documents that a client sends. */
export const clientQueries = ruleTable([
  { reason: 'GraphQL query of a client', endings: ['.graphql', '.gql'] },
]);
