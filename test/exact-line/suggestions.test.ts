import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChangedFile, DiffLine } from '../../src/core/diff/model.ts';
import { indexFile } from '../../src/core/finding/file-index.ts';
import { resolveSuggestion } from '../../src/core/finding/suggestion.ts';
import { commentableRows } from '../../src/core/plan/commentable.ts';
import { planReview } from '../../src/core/plan/plan-review.ts';
import { rowText } from '../../src/core/prompt/change-text.ts';
import { rowId } from '../../src/core/prompt/row-id.ts';
import { finding, reviewResult } from '../support/finding.ts';
import { loadParsers } from './parsers.ts';
import { PROGRAMS, type Program } from './programs.ts';

let parses: (language: string, text: string) => boolean;

beforeAll(async () => {
  parses = await loadParsers(PROGRAMS.map(({ language }) => language));
});

/** The program as a change that adds all of it in one hunk. */
function fileOf({ path, text }: Program): ChangedFile {
  const ended = text.endsWith('\n');
  const rows = (ended ? text.slice(0, -1) : text).split('\n');
  const lines = rows.map((row, at): DiffLine => ({
    kind: 'add',
    old: null,
    new: at + 1,
    text: row,
    ...(!ended && at === rows.length - 1 ? { noNewline: true as const } : {}),
  }));
  return {
    path,
    status: 'added',
    oldMode: '000000',
    newMode: '100644',
    oldBlob: null,
    newBlob: 'f'.repeat(40),
    binary: false,
    verified: true,
    hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: rows.length, section: '', lines }],
  };
}

function patchOf(file: ChangedFile): string {
  const { lines } = file.hunks[0]!;
  const rows = lines.map(
    ({ text, noNewline }) => `+${text}${noNewline ? '\n\\ No newline at end of file' : ''}`,
  );
  return `@@ -0,0 +1,${lines.length} @@\n${rows.join('\n')}`;
}

/** The block that GitHub offers to commit, by the rules for fences; null when there is none. */
function suggestionIn(body: string): string[] | null {
  const lines = body.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/.exec(lines[at]!);
    if (fence === null) continue;
    const isEnd = (line: string): boolean => {
      const end = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      return end !== undefined && end[0] === fence[1]![0] && end.length >= fence[1]!.length;
    };
    const length = lines.slice(at + 1).findIndex(isEnd);
    const code = lines.slice(at + 1, length < 0 ? undefined : at + 1 + length);
    if (fence[2]!.trim() === 'suggestion') return code;
    at += code.length + 1;
  }
  return null;
}

/** The file as it is once the suggestion of a comment is committed: its line ends are kept. */
function commit(text: string, startLine: number, line: number, code: string[]): string {
  const rows = text.split('\n');
  const crlf = rows[0]!.endsWith('\r');
  const isLast = line === rows.length;
  const added = code.map((row, at) =>
    crlf && !(isLast && at === code.length - 1) ? `${row}\r` : row,
  );
  return [...rows.slice(0, startLine - 1), ...added, ...rows.slice(line)].join('\n');
}

interface Given {
  program: Program;
  file: ChangedFile;
  rows: DiffLine[];
  intended: string[];
}

const plain = ({ text }: DiffLine): string => text.replace(/\r$/, '');

/** Rows and what is meant in their place: a word of theirs is another one, or a row comes twice. */
const given: fc.Arbitrary<Given> = fc
  .tuple(fc.constantFrom(...PROGRAMS), fc.nat(), fc.integer({ min: 1, max: 5 }), fc.boolean())
  .map(([program, from, count, more]) => {
    const file = fileOf(program);
    const { lines } = file.hunks[0]!;
    const rows = lines.slice(from % lines.length).slice(0, count);
    const changed = rows.map((row) =>
      plain(row).replace(/\b(?:id|row|rows|err|order|limit)\b/, 'other'),
    );
    const twice =
      more && /^[^()[\]{}]*;$/.test(changed.at(-1)!) ? [`${changed.at(-1)!} // again`] : [];
    return { program, file, rows, intended: [...changed, ...twice] };
  })
  .filter(({ rows, intended }) => rows.map(plain).join('\n') !== intended.join('\n'))
  // A blank row at an edge says nothing about where the code belongs: with or without it is right.
  .filter(({ file, rows }) => {
    const all = file.hunks[0]!.lines;
    const [from, to] = [all.indexOf(rows[0]!), all.indexOf(rows.at(-1)!)];
    const edges = [all[from - 1], rows[0], rows.at(-1), all[to + 1]];
    return edges.every((row) => row === undefined || plain(row).trim() !== '');
  });

type Damage = (given: Given) => string;
const join = (lines: string[]): string => lines.join('\n');

/** What models do to code. `certain` ones leave one reading and have to be committable. */
const DAMAGES: Record<string, { write: Damage; certain: boolean }> = {
  nothing: { write: ({ intended }) => join(intended), certain: true },
  'a final line feed': { write: ({ intended }) => `${join(intended)}\n`, certain: true },
  CRLF: { write: ({ intended }) => intended.join('\r\n'), certain: true },
  'a fence': { write: ({ intended }) => `\`\`\`go\n${join(intended)}\n\`\`\``, certain: true },
  'a suggestion fence': {
    write: ({ intended }) => `\n\`\`\`suggestion\n${join(intended)}\n\`\`\`\n`,
    certain: true,
  },
  'ids of rows': {
    write: ({ file, rows, intended }) =>
      join(intended.map((text, at) => rowText(file, { ...(rows[at] ?? rows.at(-1)!), text }))),
    certain: true,
  },
  'marks of a diff': {
    write: ({ rows, intended }) =>
      join([...rows.map((row) => `-${plain(row)}`), ...intended.map((row) => `+${row}`)]),
    certain: true,
  },
  'indentation trimmed': { write: ({ intended }) => join(intended).trim(), certain: false },
  'indentation taken off': {
    write: ({ intended }) => {
      const told = intended.filter((row) => row.trim() !== '');
      const least = Math.min(...told.map((row) => /^\s*/.exec(row)![0].length));
      return join(intended.map((row) => row.slice(least)));
    },
    certain: false,
  },
  'rows around repeated': {
    write: ({ file, rows, intended }) => {
      const all = file.hunks[0]!.lines;
      const before = all[all.indexOf(rows[0]!) - 1];
      const after = all[all.indexOf(rows.at(-1)!) + 1];
      return join([
        ...(before === undefined ? [] : [plain(before)]),
        ...intended,
        ...(after === undefined ? [] : [plain(after)]),
      ]);
    },
    certain: false,
  },
  'the row above repeated': {
    write: ({ file, rows, intended }) => {
      const all = file.hunks[0]!.lines;
      const before = all[all.indexOf(rows[0]!) - 1];
      return join([...(before === undefined ? [] : [plain(before)]), ...intended]);
    },
    certain: false,
  },
};

/** The code of the comment's block and the file that committing it makes; null without a block. */
function committed({ program, file, rows }: Given, code: string): string | null {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const resolved = resolveSuggestion(
    { start_row: rowId(file, first), end_row: rowId(file, last), code },
    indexFile(file),
  );
  if (!('suggestion' in resolved)) return null;
  const each = finding({
    path: program.path,
    startLine: first.new!,
    line: last.new!,
    suggestion: resolved.suggestion,
  });
  const plan = planReview(
    reviewResult([each]),
    commentableRows([{ path: program.path, patch: patchOf(file) }]),
    {
      head: 'a'.repeat(40),
      language: 'en',
      maxComments: 30,
      failOn: 'high',
      banners: [],
      files: [file],
    },
  );
  const [comment] = plan.comments;
  const block = suggestionIn(comment!.body);
  if (block === null) return null;
  return commit(program.text, comment!.startLine ?? comment!.line, comment!.line, block);
}

describe('a suggestion that is committed', () => {
  it.each(Object.entries(DAMAGES))(
    'written with %s gives the code that was meant',
    (_name, damage) => {
      let offered = 0;
      let all = 0;
      fc.assert(
        fc.property(given, (each) => {
          const result = committed(each, damage.write(each));
          all += 1;
          if (result === null) return;
          offered += 1;
          const meant = commit(
            each.program.text,
            each.rows[0]!.new!,
            each.rows.at(-1)!.new!,
            each.intended,
          );
          expect(result).toBe(meant);
          const { language } = each.program;
          expect(parses(language, meant) && !parses(language, result)).toBe(false);
        }),
        { numRuns: 300, seed: 4 },
      );
      if (process.env['EXACT_LINE_ANSWERS'] !== undefined) console.log(_name, offered, 'of', all);
      expect(offered).toBeGreaterThanOrEqual(damage.certain ? all : all / 6);
    },
  );
});
