import type { ChangedFile } from '../../core/diff/model.ts';
import { splitPatch, type PatchSection } from '../../core/diff/split-patch.ts';
import { UserError } from '../../core/errors.ts';
import type { DiffOptions } from '../../ports/repository.ts';
import { checkSection, type CheckedSection, type SideObject } from './check-section.ts';
import type { ObjectReader } from './object-reader.ts';
import type { ObjectView } from './object-view.ts';
import { parseRawEntries, type RawEntry } from './raw-entries.ts';
import { GitError, lastWords } from './run-git.ts';

const ABSENT_MODE = '000000';
/** Files whose objects are read ahead; git and this process then work side by side. */
const READ_AHEAD = 16;
/** Pairs of added and deleted files that are compared for renames: this number squared. */
const RENAME_LIMIT = 4000;

/** A section the patch must hold, and what it goes between. */
interface Expected {
  entry: RawEntry;
  before: SideObject | null;
  after: SideObject | null;
}

const DIFF = [
  'diff',
  '--patch-with-raw',
  '-z',
  '--no-abbrev',
  '--full-index',
  '-M',
  `-l${RENAME_LIMIT}`,
  '-U3',
  '--inter-hunk-context=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--ignore-submodules=none',
  '--no-relative',
  '--diff-algorithm=default',
  '-O/dev/null',
];

/**
 * What changed between two trees that the view can read, in git's order. Who a file is comes
 * from git's raw entries, its rows from the patch, and every row is held against both blobs;
 * a file that does not agree comes without rows and says why.
 * Throws a UserError when objects are missing: part of a change is never given for the whole.
 */
export async function diffTrees(
  view: ObjectView,
  objects: ObjectReader,
  from: string,
  to: string,
  { paths = [], signal }: DiffOptions = {},
): Promise<ChangedFile[]> {
  const limit = paths.map((path) => path.replace(/\/+$/, '')).filter((path) => path !== '.');
  const args = [...DIFF, from, to, '--', ...(limit.includes('') ? [] : limit)];
  const files: ChangedFile[] = [];
  let raw: string | null = '';
  let expected: Expected[] = [];
  let arrived: PatchSection[] = [];
  const splitter = splitPatch((section) => arrived.push(section), {
    onOther: (line) => {
      throw new Error(`git diff printed a line that belongs to no file: ${line.slice(0, 80)}`);
    },
  });
  const takeArrived = async (): Promise<void> => {
    const sections = arrived;
    arrived = [];
    await addFiles(files, expected.splice(0, sections.length), sections, objects);
  };
  let checking = Promise.resolve();
  let isChecking = false;
  try {
    for await (const chunk of view.stream(args, signal === undefined ? {} : { signal })) {
      const text: string = chunk.toString('latin1');
      if (raw === null) splitter.push(text);
      else {
        raw += text;
        // An empty field ends the entries; the patch follows.
        const end: number = raw.indexOf('\0\0');
        if (end === -1) continue;
        expected = parseRawEntries(raw.slice(0, end)).flatMap(expectedSections);
        splitter.push(raw.slice(end + 2));
        raw = null;
      }
      // The objects of these files are read while git prints the next ones.
      if (arrived.length === 0 || (isChecking && arrived.length < READ_AHEAD)) continue;
      await checking;
      isChecking = true;
      checking = takeArrived().finally(() => (isChecking = false));
      checking.catch(() => undefined);
    }
  } catch (error) {
    throw error instanceof GitError ? explain(error) : error;
  }
  await checking;
  splitter.end();
  await takeArrived();
  if (expected.length > 0) throw new Error(`git diff printed ${expected.length} files too few`);
  return files;
}

/** A type change is printed as a deletion and a creation, everything else once. */
function expectedSections(entry: RawEntry): Expected[] {
  const before = { mode: entry.oldMode, oid: entry.oldOid };
  const after = { mode: entry.newMode, oid: entry.newOid };
  if (entry.status === 'added') return [{ entry, before: null, after }];
  if (entry.status === 'deleted') return [{ entry, before, after: null }];
  if (entry.status !== 'typechange') return [{ entry, before, after }];
  return [
    { entry, before, after: null },
    { entry, before: null, after },
  ];
}

async function addFiles(
  files: ChangedFile[],
  expected: Expected[],
  sections: PatchSection[],
  objects: ObjectReader,
): Promise<void> {
  if (expected.length < sections.length) throw new Error('git diff printed files without entries');
  for (let at = 0; at < sections.length; at += READ_AHEAD) {
    const window = sections.slice(at, at + READ_AHEAD);
    const checked = await Promise.all(
      window.map(async (section, index) => {
        const { entry, before, after } = expected[at + index] as Expected;
        return { entry, result: await checkSection(section, before, after, objects) };
      }),
    );
    for (const { entry, result } of checked) addFile(files, entry, result);
  }
}

function addFile(files: ChangedFile[], entry: RawEntry, result: CheckedSection): void {
  const { hunks, binary, disagreement } = result;
  const last = files.at(-1);
  if (entry.status === 'typechange' && last?.path === entry.path) {
    last.hunks.push(...hunks);
    last.binary ||= binary;
    if (disagreement !== null) Object.assign(last, unverified(disagreement));
    return;
  }
  files.push({
    path: entry.path,
    ...(entry.previousPath !== undefined && { previousPath: entry.previousPath }),
    status: entry.status,
    oldMode: entry.oldMode,
    newMode: entry.newMode,
    oldBlob: entry.oldMode === ABSENT_MODE ? null : entry.oldOid,
    newBlob: entry.newMode === ABSENT_MODE ? null : entry.newOid,
    binary,
    verified: true,
    hunks,
    ...(disagreement !== null && unverified(disagreement)),
  });
}

function unverified(why: string): { verified: false; unverifiedBecause: string } {
  return { verified: false, unverifiedBecause: why };
}

function explain(error: GitError): Error {
  const words = lastWords(error);
  if (
    !/unable to read|missing|bad object|not a tree|could not (?:parse|read)|invalid object/i.test(
      words,
    )
  ) {
    return error;
  }
  return new UserError(
    `The repository lacks objects of this change (${words}): fetch it again, or look with \`git fsck\`.`,
  );
}
