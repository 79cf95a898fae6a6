import { isScalar, parseDocument, visit, type Document } from 'yaml';

/** A YAML mapping as data. A Map has no prototype to pollute, whatever its keys are called. */
export type YamlMapping = Map<unknown, unknown>;

/** Why a text is not a YAML mapping, with the 1-based line within that text. */
export class YamlProblem extends Error {
  override name = 'YamlProblem';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * Parses strict YAML 1.2, core schema: no dates, binaries or merge keys, no duplicate keys, few
 * aliases. Throws a YamlProblem for anything that is not one mapping.
 */
export function parseMapping(text: string): YamlMapping {
  let value: unknown;
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      // Checked below: the parser's own check takes time quadratic in the number of keys.
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const error = document.errors[0];
    if (error !== undefined) throw new YamlProblem(error.message, lineAt(text, error.pos[0]));
    refuseDuplicateKeys(document, text);
    value = document.toJS({ mapAsMap: true, maxAliasCount: 20 });
  } catch (error) {
    if (error instanceof YamlProblem) throw error;
    // Besides its listed errors the parser throws on alias bombs and on nesting that is too deep.
    if (error instanceof RangeError) throw new YamlProblem('is nested too deeply', 1);
    throw new YamlProblem(error instanceof Error ? error.message : 'cannot be read', 1);
  }
  if (!(value instanceof Map)) throw new YamlProblem('is not a list of "key: value" lines', 1);
  return value;
}

function refuseDuplicateKeys(document: Document, text: string): void {
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          throw new YamlProblem(
            `the key ${JSON.stringify(key.value)} stands there twice`,
            lineAt(text, key.range?.[0] ?? 0),
          );
        }
        seen.add(key.value);
      }
    },
  });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
