/** A run of data shorter than this is shown whole. */
const LEAST_ROWS = 60;

/** Rows that are shown of a run of data, at its start and at its end. */
const SHOWN_FIRST = 12;
const SHOWN_LAST = 4;

const TABLE_FILE = /\.(?:csv|tsv|ndjson|jsonl)$/i;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const VALUE =
  /\b(?:true|false|null|nil|none|undefined)\b|[-+]?\b(?:0x[\da-f]+|\d[\d_.]*(?:e[-+]?\d+)?)\b/gi;
const KEY = /^[\s,{[(]*[\w.-]+\s*(?::|=>?)/;

/**
 * The part of a run of rows that can be left out because it is more of the same data: rows that
 * hold nothing but strings, numbers and their keys. Indexes into `texts`, inclusive; null when the
 * run is short or holds code.
 */
export function dataToCut(
  path: string,
  texts: readonly string[],
): [first: number, last: number] | null {
  if (texts.length < LEAST_ROWS) return null;
  const table = TABLE_FILE.test(path);
  if (!table && !texts.every(isLiteral)) return null;
  return [SHOWN_FIRST, texts.length - SHOWN_LAST - 1];
}

/** Whether a row is data: what is left without its strings, values and key is punctuation. */
export function isLiteral(text: string): boolean {
  const rest = text.slice(0, 2000).replaceAll(STRING, '').replaceAll(VALUE, '').replace(KEY, '');
  return !/[\p{L}\p{N}]/u.test(rest);
}
