const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** A name and the offset behind it. */
export interface ScannedName {
  name: string;
  end: number;
}

/**
 * Reads a C-quoted name (`"caf\303\251"`, as git and GNU diff print them) that starts at `from`.
 * Text and name hold one character per byte. Null when there is no such name there.
 */
export function scanQuotedName(text: string, from: number): ScannedName | null {
  if (text[from] !== '"') return null;
  let name = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return { name, end: at + 1 };
    if (character !== '\\') {
      name += character;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(at + 1, at + 4));
    const plain = ESCAPES[text.charAt(at + 1)];
    if (octal === null && plain === undefined) return null;
    name += plain ?? String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 4), 8));
    at += octal === null ? 1 : 3;
  }
  return null;
}

/**
 * The name on a `---`, `+++`, `rename from` or `Binary files` line: quoted, or up to the tab
 * that separates a time stamp (a name with a tab in it is always quoted).
 */
export function readName(text: string): string {
  return scanQuotedName(text, 0)?.name ?? text.replace(/\t[^]*$/, '');
}
