/** What a line does with a name. */
export type Mention = 'definition' | 'import' | 'use';

/** Longest part of a line that is judged; forms stand at its start. */
const LONGEST_LINE = 400;

/** Words that are followed by the name they define, in the languages that servers are written in. */
const KEYWORDS = [
  'function',
  'func',
  'fn',
  'def',
  'fun',
  'sub',
  'proc',
  'procedure',
  'defp',
  'defmacro',
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  'type',
  'impl',
  'module',
  'namespace',
  'record',
  'object',
  'protocol',
  'defmodule',
  'package',
  'mixin',
  'union',
  'contract',
  'const',
  'let',
  'var',
  'val',
  'static',
  'macro_rules!',
  '#define',
  'message',
  'service',
  'rpc',
  'model',
  'input',
  'table',
  'view',
  'index',
  'trigger',
];

const COMMENT = /^(?:\/\/|\/\*|\*|#(?!define)|--|<!--)/;
const IMPORT =
  /^(?:import\b|from\s+\S+\s+import\b|use\s|using\s|require(?:_relative)?\b|#include\b|include\s|export\s+(?:type\s+)?[{*].*\bfrom\b|alias\s)|=\s*require\(|\bimport\(/;

/** What may not stand before a name that a definition starts with: then it is a call. */
const CALLED =
  /\b(?:return|await|new|throw|else|case|yield|in|and|or|not|if|while|for|go|defer|assert|print|echo|raise|typeof|delete|when|unless|do|is|as)\s/;

/**
 * Whether a line defines a name, imports it or uses it, told by the forms that definitions have.
 * By text alone: a form that a language writes otherwise counts as a use.
 */
export function mentionOf(line: string, name: string): Mention {
  const text = line.slice(0, LONGEST_LINE).trim();
  if (IMPORT.test(text)) return 'import';
  if (COMMENT.test(text)) return 'use';
  const known = escapeName(name);
  const keyword = new RegExp(
    `(?:^|[^\\w$])(?:${KEYWORDS.map(escapeName).join('|')})\\*?\\s+(?:if\\s+not\\s+exists\\s+)?(?:\\([^)]*\\)\\s*)?(?:[\\w"\`\\[\\]]+\\.)?["\`']?${known}(?![\\w$])`,
    'i',
  );
  if (keyword.test(text)) return 'definition';
  const method = new RegExp(`^([^=();"'\`]*?)(?:^|[^\\w$.])${known}\\s*(?:<[^>(]*>)?\\s*\\(`).exec(
    ` ${text}`,
  );
  if (method !== null && isMethod(method[1]!.trim(), text)) return 'definition';
  const value = new RegExp(
    `^(?:[\\w.]+\\.)?${known}\\s*(?::[^=]*)?[:=]\\s*(?:async\\b|function\\b|class\\b|lambda\\b|proc\\b|->|\\(.*=>|\\w+\\s*=>)|(?:attr_\\w+|scope|define_method|alias_method)\\b.*:${known}(?![\\w$])`,
  );
  if (value.test(text)) return 'definition';
  const constant = new RegExp(`^${known}\\s*(?::[^=]+)?=(?!=)`);
  return constant.test(line) ? 'definition' : 'use';
}

/** `name(…) {` is a method; with types or modifiers before it, so is one without a body. */
function isMethod(before: string, text: string): boolean {
  if (CALLED.test(`${before} `)) return false;
  if (/(?:\{|=>)\s*$|\)[^;()]*\{.*\}\s*$/.test(text)) return true;
  // A method of an interface: no call has a type behind it.
  if (before === '' && /\)\s*:\s*[\w[{(][^=]*;?$/.test(text)) return true;
  return before !== '' && /[;,()]\s*$|\bthrows\b.*$|\)\s*[:\w].*$/.test(text);
}

/** A pattern for `git grep -E` that finds the lines which may define a name. */
export function definitionPattern(name: string): string {
  const known = escapeName(name);
  const keywords = KEYWORDS.map(escapeName).join('|');
  const end = '([^[:alnum:]_$]|$)';
  return [
    `(^|[^[:alnum:]_])(${keywords})[*]?[[:space:]]+([^=;]*[^[:alnum:]_$])?${known}${end}`,
    `^[[:space:]]*([^=();]*[^[:alnum:]_$=();.])?${known}[[:space:]]*(<[^>]*>)?[[:space:]]*\\(`,
    `^[[:space:]]*([[:alnum:]_]+\\.)*${known}[[:space:]]*[:=]`,
    `(attr_[a-z]+|scope|define_method|alias_method)[^;]*:${known}${end}`,
  ].join('|');
}

/** A pattern for `git grep -E` that finds a name as a whole word. */
export function wordPattern(name: string): string {
  return `(^|[^[:alnum:]_$])${escapeName(name)}([^[:alnum:]_$]|$)`;
}

function escapeName(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
