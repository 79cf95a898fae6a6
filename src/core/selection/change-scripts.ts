import {
  frontEndProjects,
  importersIn,
  judgeByCompanions,
  type JudgedScript,
} from './companions.ts';
import type { FileFacts } from './facts.ts';
import { importsOf } from './imports.ts';
import { judgeScript, type ScriptVerdict } from './javascript.ts';
import { API_TEST, COMPONENT_TEST, isTest, subjectOf } from './rules/tests.ts';
import type { Selection } from './select.ts';

/** The JavaScript and TypeScript of one change, each judged with the others in view. */
export function judgeScripts(files: readonly FileFacts[]): Map<string, Selection> {
  const scripts = files.map((file) => {
    const imports = importsOf(file.text);
    return { file, imports, verdict: judgeScript(file, imports) };
  });
  const sources = scripts.filter(({ file }) => !isTest(file.path));
  const importers = importersIn(sources);
  const isFrontEnd = frontEndProjects(sources);
  const verdicts = new Map(
    scripts.map((script) => [
      script.file.path,
      script.verdict.byPlace ? judgeByCompanions(script, importers, isFrontEnd) : script.verdict,
    ]),
  );
  const subjects = new Map<string, ScriptVerdict>();
  for (const { file } of sources) {
    const verdict = verdicts.get(file.path)!;
    const name = withoutExtension(file.path);
    // Beside `a.tsx` there may be an `a.ts`: a test of either is read when one of them is.
    if (subjects.get(name)?.side !== 'server') subjects.set(name, verdict);
  }
  return new Map(
    scripts.map((script) => [
      script.file.path,
      isTest(script.file.path)
        ? judgeTest(script, subjects)
        : selectionOf(verdicts.get(script.file.path)!),
    ]),
  );
}

/** A test is read with the file it is about; alone, it is judged by what it imports and touches. */
function judgeTest(
  { file, verdict }: JudgedScript,
  subjects: ReadonlyMap<string, ScriptVerdict>,
): Selection {
  const subject = subjects.get(subjectOf(file.path));
  return sideOfTest(file, subject ?? verdict) === 'browser'
    ? { selected: false, reason: 'test of front-end code' }
    : { selected: true, reason: 'test of backend code' };
}

function sideOfTest(file: FileFacts, known: ScriptVerdict): ScriptVerdict['side'] {
  if (COMPONENT_TEST.test(file.head)) return 'browser';
  return known.byPlace && API_TEST.test(file.text) ? 'server' : known.side;
}

function selectionOf(verdict: ScriptVerdict): Selection {
  return { selected: verdict.side !== 'browser', reason: verdict.reason };
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
