// JSON.stringify escapes C0 controls alone. DEL, C1 (U+009B opens an escape sequence in some
// terminals), bidi controls and line separators mean the same escaped, and then do nothing.
const RAW = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** JSON text that is safe to print: characters that act on a terminal become `\uXXXX`. */
export function safeJson(json: string): string {
  return json.replace(
    RAW,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value as JSON, two blanks an indent, with a final line feed. Keys whose value is undefined are left out. */
export function prettyJson(value: unknown): string {
  return `${safeJson(JSON.stringify(value, null, 2))}\n`;
}
