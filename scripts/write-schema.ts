/** Writes schema/backline.schema.json, which editors use to complete `.github/backline.yml`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/core/config/schema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('backline.schema.json', folder),
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);
