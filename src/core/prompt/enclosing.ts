/** A definition whose body surrounds a line: the lines of its signature, 1-based and inclusive. */
export interface Enclosing {
  start: number;
  end: number;
  /** Columns of white space before it. */
  indent: number;
  kind: 'container' | 'function' | 'other';
}

/** Lines from `start` to `end`, 1-based and inclusive. */
export interface LineRange {
  start: number;
  end: number;
}

/** A signature broken over more lines than this is read up to here. */
const LONGEST_SIGNATURE = 12;

/** Lines that no body hangs on, though it may be indented below them. */
const COMMENT = /^(?:\/\/|\/\*|\*|#(?!\[)|--|<!--|(?:public|private|protected|internal)\s*:)/;
const CONTROL =
  /^\}?\s*(?:if|else|elif|elsif|unless|for|foreach|while|until|loop|switch|match|select|case|when|default|try|catch|except|finally|rescue|ensure|with|using|lock|synchronized|do|begin|return|await|yield|go|defer|unsafe|end)\b/;
const CONTAINER =
  /^(?:(?:export|default|public|private|protected|internal|abstract|final|static|sealed|partial|data|open|pub(?:\([^)]*\))?|unsafe)\s+)*(?:class|struct|interface|impl|module|defmodule|namespace|trait|enum|object|extension|protocol|record|package|contract|describe|context)\b/;
const FUNCTION =
  /\b(?:function|func|fn|def|fun|sub|proc|procedure|defp|defmacro|macro)\b|=>\s*[{(]?\s*$|^[^=;]*\([^;]*\)[^;=()]*[{:]?\s*$|^type\s+\w+\s+struct\b/i;

/**
 * The definitions that surround a line, outermost first, told by indentation: languages that close
 * with braces, with `end` or with a dedent are all indented by people and formatters. Conditions
 * and loops are left out; what is not indented by its structure gives nothing or too little, never
 * a wrong line number.
 */
export function enclosingDefinitions(lines: readonly string[], line: number): Enclosing[] {
  const chain: Enclosing[] = [];
  let limit = depthAt(lines, line);
  for (let at = line - 1; at >= 1 && limit > 0; at--) {
    const text = lines[at - 1]!.trim();
    const indent = indentOf(lines[at - 1]!);
    if (text === '' || indent >= limit || COMMENT.test(text)) continue;
    limit = indent;
    if (/^[}\]]/.test(text)) continue;
    const start = signatureStart(lines, at, indent);
    const head = lines[start - 1]!.trim();
    if (!CONTROL.test(head)) {
      const end = Math.min(line - 1, signatureEnd(lines, at));
      chain.unshift({ start, end, indent, kind: kindOf(lines.slice(start - 1, end)) });
    }
    at = start;
  }
  return chain;
}

/**
 * The whole function around a line, its signature included: the outermost one that is no class or
 * module, or whatever definition there is when none looks like a function. Null outside of any.
 */
export function functionAround(
  lines: readonly string[],
  line: number,
): (LineRange & { kind: Enclosing['kind'] }) | null {
  const chain = enclosingDefinitions(lines, line);
  const own = opensBody(lines, line) ? enclosingDefinitions(lines, bodyOf(lines, line)) : chain;
  const all = own.length > chain.length ? own : chain;
  const chosen =
    all.find(({ kind }) => kind === 'function') ?? all.find(({ kind }) => kind === 'other');
  if (chosen === undefined) return null;
  return { start: chosen.start, end: bodyEnd(lines, chosen), kind: chosen.kind };
}

/** Whether a line reads like the start of a definition, in one of the common backend languages. */
export function looksLikeDefinition(text: string): boolean {
  const bare = text.trim();
  if (bare === '' || COMMENT.test(bare) || CONTROL.test(bare)) return false;
  return CONTAINER.test(bare) || /^create\s+(?:\w+\s+)*(?:table|index|view|function)\b/i.test(bare)
    ? true
    : FUNCTION.test(bare) && /[{:(]\s*$|^\s*def\b|\bfun\b.*=/.test(bare);
}

function kindOf(signature: readonly string[]): Enclosing['kind'] {
  const text = signature.map((each) => each.trim()).join(' ');
  if (CONTAINER.test(text)) return 'container';
  return FUNCTION.test(text) ? 'function' : 'other';
}

/** How deep a line stands; a blank one as deep as its neighbours, a closing one inside what it closes. */
function depthAt(lines: readonly string[], line: number): number {
  const text = lines[line - 1] ?? '';
  if (text.trim() !== '') return indentOf(text) + (/^\s*(?:[)}\]]|end\b)/.test(text) ? 1 : 0);
  const near = [nextFilled(lines, line, -1), nextFilled(lines, line, 1)];
  return Math.max(0, ...near.map((each) => (each === null ? 0 : indentOf(lines[each - 1]!))));
}

function nextFilled(lines: readonly string[], line: number, step: 1 | -1): number | null {
  for (let at = line + step; at >= 1 && at <= lines.length; at += step) {
    if (lines[at - 1]!.trim() !== '') return at;
  }
  return null;
}

/** A signature that ends in `) {`, or whose brace has a line of its own, begins further up. */
function signatureStart(lines: readonly string[], at: number, indent: number): number {
  let start = at;
  while (
    start > 1 &&
    at - start < LONGEST_SIGNATURE &&
    /^\s*(?:\)|\{\s*$)/.test(lines[start - 1]!)
  ) {
    let above = start - 1;
    while (above > 1 && at - above < LONGEST_SIGNATURE) {
      const text = lines[above - 1]!;
      if (text.trim() !== '' && indentOf(text) <= indent) break;
      above--;
    }
    start = above;
  }
  return start;
}

/** A signature whose parentheses are still open goes on below. */
function signatureEnd(lines: readonly string[], at: number): number {
  let open = 0;
  for (let end = at; end <= lines.length && end < at + LONGEST_SIGNATURE; end++) {
    for (const character of lines[end - 1]!) {
      if (character === '(') open++;
      else if (character === ')') open--;
    }
    if (open <= 0) return end;
  }
  return at;
}

function opensBody(lines: readonly string[], line: number): boolean {
  const text = lines[line - 1] ?? '';
  return text.trim() !== '' && bodyOf(lines, line) > line;
}

/** The first line that hangs on this one; the line itself when none does. */
function bodyOf(lines: readonly string[], line: number): number {
  const indent = indentOf(lines[line - 1]!);
  let at = nextFilled(lines, signatureEnd(lines, line), 1);
  if (at !== null && lines[at - 1]!.trim() === '{') at = nextFilled(lines, at, 1);
  return at !== null && indentOf(lines[at - 1]!) > indent ? at : line;
}

function bodyEnd(lines: readonly string[], { end: from, indent }: Enclosing): number {
  let end = from;
  for (let at = from + 1; at <= lines.length; at++) {
    const text = lines[at - 1]!.trim();
    if (text === '') continue;
    const depth = indentOf(lines[at - 1]!);
    if (depth > indent || text === '{') end = at;
    else return depth === indent && /^(?:[)}\]]|end\b)/.test(text) ? at : end;
  }
  return end;
}

/** Columns of leading white space; a tab counts for four. */
function indentOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}
