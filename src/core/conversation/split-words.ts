import type { CommandProblem } from './command.ts';

/** Quotes and what closes them. Phones write the curly ones; backticks come from Markdown habits. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
};

const PLAIN = /[^\s=]+=?|=/y;
const SPACE = /\s*/y;
const WORD = /\S+/y;

/** One word of a command's line. */
export interface Word {
  text: string;
  /** Quoted from its start, so never an option. */
  quoted: boolean;
}

/**
 * Splits what follows a command into words at white space. A word, or what follows the `=` of an
 * option, may be quoted to hold spaces; there are no escapes, because globs need their backslashes.
 * Phones turn `--` into a dash, so a dash at the start of a word reads as `--`.
 */
export function splitWords(text: string): Word[] | CommandProblem {
  const words: Word[] = [];
  let at = skip(SPACE, text, 0);
  while (at < text.length) {
    const quoted = QUOTES[text.charAt(at)] !== undefined;
    let name = '';
    if (!quoted && /^[-—–]/.test(text.charAt(at))) {
      const end = skip(PLAIN, text, at);
      // Only the value of `--name=` may be quoted.
      if (text[end - 1] === '=') {
        name = text.slice(at, end);
        at = end;
      }
    }
    const closing = QUOTES[text.charAt(at)];
    if (closing === undefined) {
      const end = skip(WORD, text, at);
      words.push({ text: dashes(name + text.slice(at, end)), quoted });
      at = skip(SPACE, text, end);
      continue;
    }
    const close = text.indexOf(closing, at + 1);
    if (close < 0) return { code: 'unclosed-quote', quote: text.charAt(at) };
    const behind = skip(WORD, text, close + 1);
    if (behind > close + 1) {
      return { code: 'text-after-quote', text: text.slice(close + 1, behind) };
    }
    words.push({ text: dashes(name) + text.slice(at + 1, close), quoted });
    at = skip(SPACE, text, close + 1);
  }
  return words;
}

function dashes(word: string): string {
  return word.replace(/^[—–]/, '--');
}

/** Where a match that starts at `at` ends; `at` when nothing matches. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
