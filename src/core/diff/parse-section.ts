import { namesOfGitLine, namesOfHeader, stripPrefixes, type NamePair } from './file-names.ts';
import type { ChangedFile, FileStatus } from './model.ts';
import { decodeBytes, decodeHunks, parseHunks } from './parse-hunks.ts';
import { readName } from './quoted-name.ts';
import type { PatchSection } from './split-patch.ts';
import { DiffSyntaxError } from './syntax-error.ts';

const ABSENT_MODE = '000000';
const FILE_MODE = '100644';
const UNVERIFIED = 'it was read from a patch, there are no objects to hold it against';
const EPOCH_STAMP = /\t(?:1970-01-01|1969-12-31) /;

/** The ids of an empty file, SHA-1 and SHA-256. */
const EMPTY_BLOBS = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
];

/** What the lines between `diff --git` and the first hunk say. */
interface Facts {
  oldMode?: string;
  newMode?: string;
  renameFrom?: string;
  renameTo?: string;
  created: boolean;
  deleted: boolean;
  binary: boolean;
  index?: string;
  similarity?: string;
  oldLine?: string;
  newLine?: string;
}

/**
 * Reads one file of a patch. Null when the section is prose that happens to start with
 * `diff --git`. Throws a DiffSyntaxError when header or hunks are cut off or contradict.
 */
export function parseSection(section: PatchSection): ChangedFile | null {
  const isGit = section.header[0]?.startsWith('diff --git ') === true;
  const facts = readFacts(isGit ? section.header.slice(1) : section.header);
  if (isGit && Object.keys(facts).length === 3 && !facts.binary && !facts.created) return null;
  const names = fileNames(section, facts, isGit);
  const hunks = parseHunks(section.hunks);
  if (hunks.length === 0) requireComplete(facts);
  decodeHunks(hunks);
  const [first] = hunks;
  const whole = hunks.length === 1 && first !== undefined;
  const stampedNew = EPOCH_STAMP.test(facts.oldLine ?? '') && whole && first.oldLines === 0;
  const stampedGone = EPOCH_STAMP.test(facts.newLine ?? '') && whole && first.newLines === 0;
  const status = statusOf(names, facts, stampedNew, stampedGone);
  const path = names.new !== null && status !== 'deleted' ? names.new : (names.old ?? names.new);
  if (path === null || path === '') throw new DiffSyntaxError('a file without a name');
  const shared = /^index \S+ (\d{6})$/.exec(facts.index ?? '')?.[1] ?? FILE_MODE;
  return {
    path: decodeBytes(path),
    ...(status === 'renamed' && names.old !== null && { previousPath: decodeBytes(names.old) }),
    status,
    oldMode: status === 'added' ? ABSENT_MODE : (facts.oldMode ?? shared),
    newMode: status === 'deleted' ? ABSENT_MODE : (facts.newMode ?? shared),
    oldBlob: null,
    newBlob: null,
    binary: facts.binary,
    verified: false,
    unverifiedBecause: UNVERIFIED,
    hunks,
  };
}

function readFacts(lines: string[]): Facts {
  const facts: Facts = { created: false, deleted: false, binary: false };
  for (const line of lines) {
    const [, key = '', value = ''] =
      /^(old mode|new mode|deleted file mode|new file mode|(?:rename|copy) (?:from|to)|(?:dis)?similarity index|index|---|\+\+\+|Binary files|GIT binary patch)(?: ([^]*))?$/.exec(
        line,
      ) ?? [];
    // What follows the header without hunks: the next mail, a signature, a binary's data.
    if (key === '') break;
    if (key === 'old mode') facts.oldMode = value;
    else if (key === 'new mode') facts.newMode = value;
    else if (key === 'new file mode') [facts.created, facts.newMode] = [true, value];
    else if (key === 'deleted file mode') [facts.deleted, facts.oldMode] = [true, value];
    else if (key.endsWith(' from')) facts.renameFrom = readName(value);
    else if (key.endsWith(' to')) facts.renameTo = readName(value);
    else if (key === 'index') facts.index = line;
    else if (key === 'similarity index') facts.similarity = value;
    else if (key === '---') facts.oldLine = line;
    else if (key === '+++') facts.newLine = line;
    else if (key !== 'dissimilarity index') facts.binary = true;
  }
  return facts;
}

function fileNames(section: PatchSection, facts: Facts, isGit: boolean): NamePair {
  if ((facts.renameFrom === undefined) !== (facts.renameTo === undefined)) {
    throw new DiffSyntaxError('a rename that is cut off');
  }
  if (facts.renameFrom !== undefined && facts.renameTo !== undefined) {
    return { old: facts.renameFrom, new: facts.renameTo };
  }
  if ((facts.oldLine === undefined) !== (facts.newLine === undefined)) {
    throw new DiffSyntaxError('file names that are cut off');
  }
  // The `diff --git` line carries both names even where one side is /dev/null.
  const both = isGit ? namesOfGitLine(section.header[0] ?? '') : null;
  const pair = both ?? namesOfHeader(facts.oldLine ?? '', facts.newLine ?? '');
  return stripPrefixes(pair);
}

function requireComplete(facts: Facts): void {
  const modeOnly = facts.oldMode !== undefined && facts.newMode !== undefined;
  const sameContent = facts.similarity === '100%' || modeOnly;
  const [, before = '', after = ''] =
    /^index ([0-9a-f]+)\.\.([0-9a-f]+)/.exec(facts.index ?? '') ?? [];
  const empty = (facts.created && isEmptyBlob(after)) || (facts.deleted && isEmptyBlob(before));
  const complete =
    facts.oldLine === undefined &&
    (facts.binary || empty || (sameContent && facts.index === undefined));
  if (!complete) throw new DiffSyntaxError('a file header without its rows');
}

function isEmptyBlob(id: string): boolean {
  return id !== '' && EMPTY_BLOBS.some((empty) => empty.startsWith(id));
}

function statusOf(
  names: NamePair,
  facts: Facts,
  stampedNew: boolean,
  stampedGone: boolean,
): FileStatus {
  if (facts.renameTo !== undefined) return 'renamed';
  if (facts.created || names.old === null || stampedNew) return 'added';
  if (facts.deleted || names.new === null || stampedGone) return 'deleted';
  return 'modified';
}
