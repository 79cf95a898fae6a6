import { backtickRuns, nextRun } from './backtick-runs.ts';
import { inertCode } from './fence.ts';
import { stripInvisible } from './visible.ts';

/** Breaks what GitHub's filters look for in rendered text, where a backslash or an entity is gone already. */
const BREAK = '&#8203;';

/** A backslash stays before these. Before other punctuation it only hides a pattern, so it goes. */
const ESCAPABLE = '`[]\\_~|*>$';
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * What is escaped outside code, longest match first:
 * kept as they are: pairs that are escaped already, entities that decode to harmless characters;
 * then `<` (tags, comments, autolinks), `&` (entities that spell anything), brackets (links, images,
 * references, footnotes, task lists, alerts), `|` (tables, whose cells cut through inline code),
 * mentions and addresses, issue references, bare URLs, fences inside lists and quotes.
 */
const ACTIVE =
  /\\[`[\]\\_~|*>$]|&(?:amp|lt|gt|quot|#8203);|[<&[\]|`\\]|@(?=[\w.-])|#(?=\d)|GH-(?=\d)|www(?=\.)|:(?=\/\/)|~{3,}/gi;

/** A row that could underline a heading or head a table's columns. */
const RULER = /^([\s>]*)(?=[-:=|][-:=|\s]*$)/;
/** A command of this or another bot, also behind a quote or list mark. */
const COMMAND = /^([\s>*+\d.)-]*)(?=\/[a-z])/i;

/**
 * One line of markdown made harmless. Inline code counts when it opens and closes on the line, as
 * a line never leaves a backtick open for the next. The line must not open a fence by itself.
 */
export function inertLine(line: string): string {
  const text = stripInvisible(line);
  const closers = backtickRuns(text);
  let result = '';
  let prose = '';
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\\') {
      prose += text.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (character !== '`') {
      prose += character;
      at++;
      continue;
    }
    let end = at;
    while (text[end] === '`') end++;
    const run = text.slice(at, end);
    const close = nextRun(closers, run.length, end);
    if (close === null) prose += run.replace(/`/g, '\\`');
    else {
      result += inertProse(prose) + run + inertCode(text.slice(end, close)) + run;
      prose = '';
      end = close + run.length;
    }
    at = end;
  }
  result += inertProse(prose);
  return result.replace(RULER, '$1\\').replace(COMMAND, '$1\\');
}

function inertProse(prose: string): string {
  return prose.replace(/\\(.)/gsu, dropNeedless).replace(ACTIVE, escapeActive);
}

function dropNeedless(pair: string, next: string): string {
  return PUNCTUATION.test(next) && !ESCAPABLE.includes(next) ? next : pair;
}

function escapeActive(match: string): string {
  switch (match.charAt(0)) {
    case '<':
      return '&lt;';
    case '&':
      return match.length > 1 ? match : '&amp;';
    case '\\':
      return match.length > 1 ? match : '\\\\';
    case '[':
    case ']':
    case '|':
    case '`':
    case '~':
      return match.replace(/./g, '\\$&');
    default:
      return match + BREAK;
  }
}
