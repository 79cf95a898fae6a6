/** Writes schema/, which editors use to complete `.github/backline.yml` and the operator's file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/core/config/schema.ts';
import { operatorJsonSchema } from '../src/core/operator/schema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of [
  ['backline', configJsonSchema()],
  ['operator', operatorJsonSchema()],
] as const) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
