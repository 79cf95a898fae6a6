import { isScalar, parseDocument, visit, type Document } from 'yaml';

/** A YAML mapping as data. A Map has no prototype to pollute, whatever its keys are called. */
export type YamlMapping = Map<unknown, unknown>;

/** Why a text is not YAML as it has to be, with the 1-based line within that text. */
export class YamlProblem extends Error {
  override name = 'YamlProblem';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Aliases that a document may resolve; each one counts with those inside it. */
const MAX_ALIASES = 20;

/**
 * Parses one strict YAML 1.2 document, core schema: no dates, binaries or merge keys, no
 * duplicate keys. Throws a YamlProblem.
 */
export function readDocument(text: string): Document {
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
    return document;
  } catch (error) {
    throw asProblem(error);
  }
}

/** Parses strict YAML that is one mapping, few aliases in it. Throws a YamlProblem. */
export function parseMapping(text: string): YamlMapping {
  const document = readDocument(text);
  let value: unknown;
  try {
    value = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw asProblem(error);
  }
  if (!(value instanceof Map)) throw new YamlProblem('is not a list of "key: value" lines', 1);
  return value;
}

/** The document's content as objects, lists and scalars. Throws a YamlProblem on alias bombs. */
export function toPlainData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw asProblem(error);
  }
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

/** The parser also throws outside its list of errors: on alias bombs and on very deep nesting. */
function asProblem(error: unknown): YamlProblem {
  if (error instanceof YamlProblem) return error;
  if (error instanceof RangeError) return new YamlProblem('is nested too deeply', 1);
  return new YamlProblem(error instanceof Error ? error.message : 'cannot be read', 1);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
