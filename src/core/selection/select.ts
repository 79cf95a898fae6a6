import { SUBMODULE_MODE, SYMLINK_MODE } from '../diff/model.ts';
import { judgeScripts } from './change-scripts.ts';
import { appProjects } from './device-companions.ts';
import { factsOf, type FileFacts } from './facts.ts';
import { isScript } from './javascript.ts';
import { judgeKind, judgeRest } from './kinds.ts';
import { generated } from './rules/generated.ts';
import { lockFiles } from './rules/lock-files.ts';
import { vendored } from './rules/vendored.ts';
import { userGlobs } from './user-globs.ts';

/** What selection may know about a changed file. */
export interface Candidate {
  path: string;
  previousPath?: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'typechange';
  mode: string;
  binary: boolean;
  /** Text of the new side, of the old side for a deleted file; null when it can't be had. */
  text: string | null;
  /** From .gitattributes, when set there. */
  generated?: boolean;
  vendored?: boolean;
}

export interface Selection {
  selected: boolean;
  /** Why it is reviewed or left out, a few words for people. */
  reason: string;
}

export interface SelectionSettings {
  /** Globs of the user's configuration; a dot file is matched like any other. */
  include: readonly string[];
  exclude: readonly string[];
  /** Read every text file that people write, whichever side it is on. */
  allFiles?: boolean;
}

const PART_OF_AN_APP: Selection = { selected: false, reason: 'part of a mobile or desktop app' };

/**
 * Which files of a change are backend, and why: one answer for each candidate, by its path. Pure:
 * a file is judged by its path, the first 64 Ki code units of its text, and the other files of the
 * change. The first that says something decides:
 *
 * 1. what has no lines: a binary file, a submodule;
 * 2. the user's globs: `exclude`, then `include`;
 * 3. what nobody writes by hand: the flags of .gitattributes, lock files, vendored code, names and
 *    headers of generated files, symbolic links;
 * 4. the kind of the file, in the order of the tables in kinds.ts: assets, translations,
 *    documentation, settings of developers' tools, data of tests, tests that drive a browser,
 *    styles, apps of phones and desktops (with the rest of their project, device-companions.ts) are
 *    out; API descriptions, SQL and migrations, infrastructure (CI among it), settings and build
 *    manifests are in; views are out unless they hold queries; the languages of servers are in;
 * 5. JavaScript and TypeScript by what they do and where they stand (javascript.ts), then by who
 *    imports them in the change (companions.ts); a test goes with the file it is about;
 * 6. settings that a server reads and scripts are in, unless they stand in the front end's folder.
 *
 * What no rule knows is left out. With `allFiles` everything but 1, 3 and `exclude` is read.
 */
export function selectFiles(
  candidates: readonly Candidate[],
  settings: SelectionSettings,
): Map<string, Selection> {
  const globs = userGlobs(settings);
  const firm = new Map<string, Selection>();
  const judged = new Map<string, Selection>();
  const open: FileFacts[] = [];
  for (const candidate of candidates) {
    const { path } = candidate;
    const file = factsOf(candidate);
    const decided = judgeContent(candidate) ?? globs(path) ?? judgeOrigin(candidate, file);
    if (decided) {
      firm.set(path, decided);
      continue;
    }
    open.push(file);
  }
  const isApp = appProjects(open);
  const scripts: FileFacts[] = [];
  for (const file of open) {
    const kind = judgeKind(file);
    const byKind = kind?.selected === true && isApp(file) ? PART_OF_AN_APP : kind;
    if (byKind) judged.set(file.path, byKind);
    else if (isScript(file)) scripts.push(file);
    else judged.set(file.path, judgeRest(file));
  }
  for (const [path, selection] of judgeScripts(scripts)) judged.set(path, selection);
  return new Map(
    candidates.map(({ path }) => [path, firm.get(path) ?? widened(judged.get(path), settings)]),
  );
}

function judgeContent({ binary, mode }: Candidate): Selection | undefined {
  if (mode === SUBMODULE_MODE) return { selected: false, reason: 'submodule' };
  return binary ? { selected: false, reason: 'binary file' } : undefined;
}

function judgeOrigin(candidate: Candidate, file: FileFacts): Selection | undefined {
  const reason =
    (candidate.generated ? 'generated: .gitattributes says so' : undefined) ??
    (candidate.vendored ? 'vendored: .gitattributes says so' : undefined) ??
    (candidate.mode === SYMLINK_MODE ? 'symbolic link' : undefined) ??
    lockFiles(file) ??
    vendored(file) ??
    (candidate.generated === false ? undefined : generated(file));
  return reason === undefined ? undefined : { selected: false, reason };
}

function widened(selection: Selection | undefined, settings: SelectionSettings): Selection {
  const known = selection ?? { selected: false, reason: 'not known as backend code' };
  if (known.selected || !settings.allFiles) return known;
  return { selected: true, reason: `${known.reason}; read since all files were asked for` };
}
