import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { readDocument, toPlainData, YamlProblem } from '../yaml/mapping.ts';
import { explain } from './explain.ts';

/** Largest configuration file read, in characters. */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads a YAML file by its schema; an empty one is `{}`. Strict: an unknown key, a wrong type or
 * broken YAML throws a UserError of one line, `PATH:LINE: …`. `jsonSchema` is the same schema as
 * editors have it, from which the known keys are read.
 */
export function readStrict<T extends z.ZodType>(
  source: string,
  path: string,
  schema: T,
  jsonSchema: () => Record<string, unknown>,
): z.output<T> {
  if (source.length > MAX_LENGTH) {
    throw new UserError(`${path}: a configuration may have at most 64 KB.`);
  }
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  try {
    const document = readDocument(text);
    const result = schema.safeParse(toPlainData(document) ?? {});
    if (result.success) return result.data;
    const { line, message } = explain(result.error.issues, document, text, jsonSchema);
    throw new UserError(`${path}:${line}: ${message}`);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const [message = ''] = error.message.split('\n');
    throw new UserError(`${path}:${error.line}: not valid YAML: ${message}.`, { cause: error });
  }
}
