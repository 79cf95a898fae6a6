import * as fc from 'fast-check';
import type { ChangedFile, DiffLine, Side } from '../../src/core/diff/model.ts';
import { rowText } from '../../src/core/prompt/change-text.ts';
import { rowId } from '../../src/core/prompt/row-id.ts';

/** What an agent means: rows that follow each other on one side of one hunk. */
interface Meant {
  file: ChangedFile;
  side: Side;
  rows: DiffLine[];
}

interface Claim {
  path: string;
  start_row: string;
  end_row: string;
  quote: string;
}

/** The meant rows as they are told, with one kind of damage. */
export interface DamagedAnswer {
  kind: string;
  meant: Meant;
  claim: Claim;
  /** The code that the answer quotes, undamaged: white space apart it has to stand where it lands. */
  said: string[];
  /**
   * Whether the answer still names its rows beyond doubt: either its ids and their checks are
   * right, or one id's row and the quote are, or the whole quote is there and stands once in the
   * file's diff, or ids, checks and quote are right and only the path is wrong.
   */
  recoverable: boolean;
}

/** The rows that may be meant together, a run of one to four. */
function meantRows(files: readonly ChangedFile[]): fc.Arbitrary<Meant> {
  const runs = files.flatMap((file) =>
    file.hunks.flatMap(({ lines }) =>
      (['LEFT', 'RIGHT'] as const).flatMap((side) =>
        runsOf(lines, side).map((rows) => ({ file, side, rows })),
      ),
    ),
  );
  return fc
    .tuple(fc.constantFrom(...runs), fc.nat(), fc.integer({ min: 1, max: 4 }))
    .map(([run, from, count]) => {
      const start = from % run.rows.length;
      return { ...run, rows: run.rows.slice(start, start + count) };
    })
    .filter(({ rows }) => rows.some(({ text }) => text.trim() !== ''));
}

/** Deleted rows that stand together; on the new side all that a hunk shows of it. */
function runsOf(lines: DiffLine[], side: Side): DiffLine[][] {
  if (side === 'RIGHT') {
    const rows = lines.filter(({ kind }) => kind !== 'del');
    return rows.length === 0 ? [] : [rows];
  }
  const runs: DiffLine[][] = [[]];
  for (const line of lines) {
    if (line.kind === 'del') runs.at(-1)!.push(line);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

type Change = (claim: Claim, meant: Meant, random: (below: number) => number) => Partial<Claim>;

const each = (change: (line: string, at: number) => string): Change => {
  return ({ quote }) => ({ quote: quote.split('\n').map(change).join('\n') });
};
const path = (change: (path: string) => string): Change => {
  return (claim) => ({ path: change(claim.path) });
};
const ids = (change: (id: string) => string): Change => {
  return ({ start_row, end_row }) => ({ start_row: change(start_row), end_row: change(end_row) });
};
const half = (line: string): string => line.trim().slice(0, Math.ceil(line.trim().length / 2));

/** One witness is damaged in its form alone, the other is right: nothing is in doubt. */
const FORM: Record<string, Change> = {
  nothing: () => ({}),
  'ids with marks': ids((id) => `+${id}`),
  'ids in brackets': ids((id) => `[${id}]`),
  'ids in capitals': ids((id) => id.toUpperCase()),
  'ids with the row behind': ({ start_row, end_row, quote }) => ({
    start_row: `${start_row}|${quote.split('\n')[0]}`,
    end_row: `${end_row}|`,
  }),
  'ids swapped': ({ start_row, end_row }) => ({ start_row: end_row, end_row: start_row }),
  'end id left out': () => ({ end_row: '' }),
  'start id left out': () => ({ start_row: '' }),
  'checks left out': ids((id) => id.replace(/\..*/, '')),
  'bare line numbers': ids((id) =>
    id.replace(/^[LR](\d+)\..*/, (id.startsWith('L') ? 'L' : '') + '$1'),
  ),
  'wrong checks': ids((id) => id.replace(/\..*/, '.zz')),
  'quote with ids': (_, { file, rows }) => ({
    quote: rows.map((row) => rowText(file, row)).join('\n'),
  }),
  'quote with marks': (_, { rows }) => ({
    quote: rows
      .map(({ kind, text }) => ({ add: '+', del: '-', context: ' ' })[kind] + text)
      .join('\n'),
  }),
  'quote with numbers': (_, { rows }) => ({
    quote: rows.map((row) => `${row.new ?? row.old}: ${row.text}`).join('\n'),
  }),
  'quote in a fence': ({ quote }) => ({ quote: `\`\`\`ts\n${quote}\n\`\`\`` }),
  'quote in a fence, prose around': ({ quote }) => ({
    quote: `This is it:\n\`\`\`\n${quote}\n\`\`\`\nand it fails.`,
  }),
  'indentation dropped': each((line) => line.trim()),
  'white space folded': each((line) => line.replace(/\s+/g, ' ')),
  'white space doubled': each((line) => line.replace(/\s/g, '  ')),
  'white space dropped': each((line) => line.replace(/\s+/g, '')),
  'tabs for blanks': each((line) => line.replace(/ {2}/g, '\t')),
  CRLF: ({ quote }) => ({ quote: quote.split('\n').join('\r\n') }),
  'blank lines between': ({ quote }) => ({ quote: quote.split('\n').join('\n\n') }),
  'joined to one line': ({ quote }) => ({ quote: quote.split('\n').join(' ') }),
  'line feeds escaped': ({ quote }) => ({ quote: JSON.stringify(quote).slice(1, -1) }),
  'Unicode decomposed': ({ quote }) => ({ quote: quote.normalize('NFD') }),
  'cut in the middle': each(half),
  'cut with dots': each((line) => (line.trim().length > 12 ? `${half(line)}...` : line)),
  'middle rows left out': ({ quote }) => {
    const lines = quote.split('\n');
    return lines.length < 3 ? {} : { quote: `${lines[0]}\n  ...\n${lines.at(-1)}` };
  },
  'first row alone': ({ quote }) => ({ quote: quote.split('\n').find((line) => /\S/.test(line))! }),
  'nothing quoted': () => ({ quote: '' }),
  'path with ./': path((name) => `./${name}`),
  'path with b/': path((name) => `b/${name}`),
  'path with a line': path((name) => `${name}:12`),
  'path in backticks': path((name) => `\`${name}\``),
  'path below a folder': path((name) => `acme/shop/${name}`),
  'path escaped': path((name) => name.replaceAll('&', '&amp;')),
  'path decomposed': path((name) => name.normalize('NFD')),
  'path in capitals': path((name) => name.toUpperCase()),
  'old path': (claim, { file }) => ({ path: file.previousPath ?? claim.path }),
};

const slip = (by: number): Change =>
  ids((id) => id.replace(/\d+/, (line) => String(Math.max(1, Number(line) + by))));

/** The ids are of no use, so that the quote alone decides: recoverable where it stands once. */
const IDS_LOST: Record<string, Change> = {
  'ids slipped by 1': slip(1),
  'ids slipped by -1': slip(-1),
  'ids slipped by 7': slip(7),
  'ids beyond the diff': () => ({ start_row: 'R99999.k3', end_row: 'R99999.k3' }),
  'no ids': () => ({ start_row: '', end_row: '' }),
  'ids in prose': () => ({ start_row: 'the first line', end_row: 'see above' }),
  'other side': ids((id) => (id.startsWith('L') ? id.replace('L', 'R') : id.replace('R', 'L'))),
  'other side, white space folded': (claim) => ({
    start_row: claim.start_row.replace(/^./, (side) => (side === 'L' ? 'R' : 'L')),
    end_row: '',
    quote: claim.quote.replace(/[ \t]+/g, ' '),
  }),
  'no ids, in a fence': ({ quote }) => ({
    start_row: '',
    end_row: '',
    quote: `~~~\n${quote}\n~~~`,
  }),
  'no ids, joined to one line': ({ quote }) => ({
    start_row: '',
    end_row: '',
    quote: quote.split('\n').join(' '),
  }),
};

/** Only the path is wrong; recoverable, since the checks hold the path too. */
const PATH_LOST: Record<string, Change> = {
  'path of nothing': () => ({ path: 'src/does/not/exist.ts' }),
  'path empty': () => ({ path: '' }),
};

/** Too little is left; wherever it lands, its text must be what is quoted. */
const WILD: Record<string, Change> = {
  'quote invented': () => ({ quote: 'await nobodyWroteThis(42);' }),
  'quote invented, ids lost': () => ({
    quote: 'await nobody();',
    start_row: 'R3.zz',
    end_row: 'R9.aa',
  }),
  'nothing at all': () => ({ path: '', start_row: '', end_row: '', quote: '' }),
  'nothing quoted, no checks': ({ start_row, end_row }) => ({
    quote: '',
    start_row: start_row.replace(/\..*/, ''),
    end_row: end_row.replace(/\..*/, ''),
  }),
  'part of a line, ids lost': ({ quote }) => ({
    quote: half(quote.split('\n')[0]!),
    start_row: '',
    end_row: '',
  }),
  'path and ids lost': () => ({ path: 'nowhere.ts', start_row: '', end_row: '' }),
  'one character': (_claim, _meant, random) => ({
    quote: '}{);(,'[random(6)]!,
    start_row: `R${random(80)}`,
  }),
  'words of the change mixed': ({ quote }, _meant, random) => ({
    quote: quote
      .split(/(\s+)/)
      .sort(() => random(3) - 1)
      .join(''),
  }),
};

const KINDS = [
  ...Object.entries(FORM).map(([kind, change]) => ({ kind, change, group: 'form' as const })),
  ...Object.entries(IDS_LOST).map(([kind, change]) => ({ kind, change, group: 'ids' as const })),
  ...Object.entries(PATH_LOST).map(([kind, change]) => ({ kind, change, group: 'path' as const })),
  ...Object.entries(WILD).map(([kind, change]) => ({ kind, change, group: 'wild' as const })),
];

const PATHS = Object.entries(FORM).flatMap(([kind, change]) =>
  kind.startsWith('path ') ? [change] : [],
);

/** Answers over the change, each with one kind of damage, and now and then an unusual path too. */
export function damagedAnswers(files: readonly ChangedFile[]): fc.Arbitrary<DamagedAnswer> {
  const quoteOf = ({ rows }: Meant): string =>
    rows.map(({ text }) => text.replace(/\r$/, '')).join('\n');
  return fc
    .tuple(
      meantRows(files),
      fc.constantFrom(...KINDS),
      fc.constantFrom(...PATHS, null, null, null, null),
      fc.infiniteStream(fc.nat()),
    )
    .map(([meant, { kind, change, group }, path, numbers]) => {
      const right: Claim = {
        path: meant.file.path,
        start_row: rowId(meant.file, meant.rows[0]!),
        end_row: rowId(meant.file, meant.rows.at(-1)!),
        quote: quoteOf(meant),
      };
      const random = (below: number): number => numbers.next().value % below;
      const damaged = { ...right, ...change(right, meant, random) };
      const untouched = damaged.path === right.path && path !== null;
      const claim = untouched ? { ...damaged, ...path(damaged, meant, random) } : damaged;
      const once = standsOnce(meant);
      return {
        kind,
        meant,
        claim,
        said: group === 'wild' ? claim.quote.split('\n') : sayings(kind, meant),
        recoverable: group === 'form' || group === 'path' || (group === 'ids' && once),
      };
    });
}

function sayings(kind: string, { rows }: Meant): string[] {
  const told = rows.map(({ text }) => text).filter((text) => /\S/.test(text));
  if (kind === 'first row alone') return told.slice(0, 1);
  return kind === 'middle rows left out' ? [told[0]!, told.at(-1)!] : told;
}

/** Whether the meant rows' text stands once in their file's diff, a context row counted once. */
function standsOnce({ file, rows }: Meant): boolean {
  const fold = (all: DiffLine[]): string =>
    all
      .map(({ text }) => text.replace(/\s+/g, ' ').trim())
      .join('\n')
      .trim();
  const told = rows.slice(
    rows.findIndex(({ text }) => /\S/.test(text)),
    rows.findLastIndex(({ text }) => /\S/.test(text)) + 1,
  );
  const places = new Set<string>();
  for (const { lines } of file.hunks) {
    for (const hidden of ['del', 'add'] as const) {
      const shown = lines.filter(({ kind }) => kind !== hidden);
      for (let at = 0; at + told.length <= shown.length; at++) {
        const run = shown.slice(at, at + told.length);
        if (fold(run) !== fold(told)) continue;
        places.add(`${run[0]!.old} ${run[0]!.new} ${run.at(-1)!.old} ${run.at(-1)!.new}`);
      }
    }
  }
  return places.size === 1;
}
