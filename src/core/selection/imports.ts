/** How far into a script its imports are looked for, in UTF-16 code units. */
const IMPORTS_LIMIT = 16 * 1024;

/** One module that a script takes at run time (`import type` is gone by then). */
export interface Import {
  specifier: string;
  /** What stands between `import` and the module's name, as far as it is on the same statement. */
  clause: string;
}

const SPECIFIER =
  /\bfrom\s?['"]([^'"\n]{1,200})['"]|^\s{0,8}import\s?['"]([^'"\n]{1,200})['"]|\b(?:require|import)\(\s?['"]([^'"\n]{1,200})['"]/;

/** Reads line by line, so that the time grows with the length alone, whatever the text is. */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  let clause = '';
  for (const line of text.slice(0, IMPORTS_LIMIT).split('\n')) {
    if (/^\s{0,8}(?:import|export)\b/.test(line)) clause = '';
    if (clause.length < 4000) clause += `${line}\n`;
    const match = SPECIFIER.exec(line);
    if (!match) continue;
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (!isTypeOnly(clause)) found.push({ specifier, clause });
    clause = '';
  }
  return found;
}

function isTypeOnly(clause: string): boolean {
  return /^\s{0,8}(?:import|export) type\b/.test(clause);
}
