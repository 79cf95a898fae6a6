import type { Secret } from './secret.ts';

const MARK = /-----(BEGIN|END) (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;

/** A line of key text is 64 or 76 characters; quotes and indentation come on top. */
const LONGEST_LINE = 400;

/** Fewer characters than any key has, even one that a diff cuts after its first line. */
const SHORTEST_BODY = 40;

interface Line {
  text: string;
  start: number;
}

/**
 * The bodies of PEM private keys, line by line: between their marks, from the first mark to where
 * key text ends (a diff may lack the last one), from where it began to the last mark, and in one
 * line of a JSON or .env file. The marks themselves are left: they say what it was.
 */
export function findPrivateKeys(text: string): Secret[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ text: line, start });
    start += line.length + 1;
  }
  const found: Secret[] = [];
  for (let at = 0; at < lines.length; at++) {
    const mark = MARK.exec(lines[at]!.text);
    if (mark === null) continue;
    const inLine = mark[1] === 'BEGIN' ? inOneLine(lines[at]!, mark) : [];
    if (inLine.length > 0) {
      found.push(...inLine);
      continue;
    }
    const body = mark[1] === 'BEGIN' ? bodyBelow(lines, at) : bodyAbove(lines, at);
    if (body.reduce((sum, each) => sum + each.end - each.start, 0) >= SHORTEST_BODY) {
      found.push(...body);
    }
    if (mark[1] === 'BEGIN') at += body.length;
  }
  return found;
}

function secret(start: number, end: number): Secret {
  return { kind: 'private key', certainty: 'certain', start, end };
}

/** `"-----BEGIN PRIVATE KEY-----\nMII…\n-----END …"`, its line feeds written as escapes. */
function inOneLine(line: Line, mark: RegExpExecArray): Secret[] {
  const from = mark.index + mark[0].length;
  const close = line.text.indexOf('-----END', from);
  const body = line.text.slice(from, close === -1 ? undefined : close);
  const runs = [...body.matchAll(/\\+[nrt]|[A-Za-z0-9+/=]+/g)].filter(
    ([run]) => !run.startsWith('\\') && run.length >= 16,
  );
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (runs.reduce((sum, [run]) => sum + run.length, 0) < SHORTEST_BODY) return [];
  const [begin, end] = [from + first.index, from + endOfBody(body, last)];
  return [secret(line.start + begin, line.start + end)];
}

/** The last piece of a key may be shorter than the others. */
function endOfBody(body: string, last: RegExpExecArray): number {
  const rest = /^(?:\\+[nrt][A-Za-z0-9+/=]{1,15})/.exec(body.slice(last.index + last[0].length));
  return last.index + last[0].length + (rest?.[0].replace(/\\+[nrt]$/, '').length ?? 0);
}

function bodyBelow(lines: Line[], at: number): Secret[] {
  const body: Secret[] = [];
  for (const line of lines.slice(at + 1, at + 500)) {
    const run = keyText(line);
    if (run !== null) body.push(run);
    else if (!/^\s*(?:[A-Z][\w-]{2,20}:.{0,80})?\s*$/.test(line.text)) break;
  }
  return body;
}

function bodyAbove(lines: Line[], at: number): Secret[] {
  const body: Secret[] = [];
  for (let above = at - 1; above >= 0; above--) {
    const run = keyText(lines[above]!);
    if (run === null || (body.length > 0 && run.end - run.start < 60)) break;
    body.unshift(run);
  }
  return body;
}

/** The base64 that a line is made of, when there is little around it but quotes and white space. */
function keyText({ text, start }: Line): Secret | null {
  if (text.length > LONGEST_LINE) return null;
  const bare = text.replaceAll(/\\+[nrt]/g, (escape) => ' '.repeat(escape.length));
  const runs = [...bare.matchAll(/[A-Za-z0-9+/=]+/g)].sort((a, b) => b[0].length - a[0].length);
  const run = runs.find(([each]) => /[A-Za-z0-9]/.test(each));
  if (run === undefined) return null;
  const around = bare.slice(0, run.index) + bare.slice(run.index + run[0].length);
  return /^[\s"'`+\\,;()>#*|.-]*$/.test(around)
    ? secret(start + run.index, start + run.index + run[0].length)
    : null;
}
