import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

let loaded: { ajv: Ajv; names: Set<string> } | undefined;
const compiled = new Map<string, ValidateFunction>();

/** What in a webhook's payload GitHub's published schemas do not allow. */
export function webhookFaults(event: string, payload: Json): string[] {
  const { ajv, names } = schemas();
  const action = payload['action'];
  const name = typeof action === 'string' ? `${event}$${action}` : `${event}$event`;
  if (!names.has(name)) return [`webhook ${name}: GitHub has no such event`];
  let validate = compiled.get(name);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `webhooks#/definitions/${name}` });
    compiled.set(name, validate);
  }
  // As it goes over the wire: keys without a value are not there.
  if (validate(JSON.parse(JSON.stringify(payload)))) return [];
  return (validate.errors ?? [])
    .slice(0, 5)
    .map((e) => `webhook ${name}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

function schemas(): { ajv: Ajv; names: Set<string> } {
  if (loaded !== undefined) return loaded;
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-schemas/schema.json');
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: Json };
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'webhooks', definitions });
  loaded = { ajv, names: new Set(Object.keys(definitions)) };
  return loaded;
}
