import type { FileFacts } from './facts.ts';
import type { Import } from './imports.ts';
import type { ScriptVerdict } from './javascript.ts';
import { FULL_STACK_IMPORT, FULL_STACK_PATH, SHARED_ROOT } from './rules/places.ts';

/** At the root of a repository a React component may as well be part of a full-stack project. */
const SINGLE_PAGE = /\.(?:vue|svelte|component\.ts)$/;
const SOURCE_FOLDERS = new Set([
  'src',
  'app',
  'lib',
  'pages',
  'components',
  'utils',
  'tests',
  'test',
]);

/** A script of the change with what it imports and its own verdict. */
export interface JudgedScript {
  file: FileFacts;
  imports: readonly Import[];
  verdict: ScriptVerdict;
}

/** Which scripts of the change import a path. */
export type Importers = (path: string) => readonly JudgedScript[];

export function importersIn(scripts: readonly JudgedScript[]): Importers {
  const byTarget = new Map<string, JudgedScript[]>();
  for (const script of scripts) {
    for (const { specifier } of script.imports) {
      const target = resolve(script.file.path, specifier);
      if (target === undefined) continue;
      const known = byTarget.get(target);
      if (known) known.push(script);
      else byTarget.set(target, [script]);
    }
  }
  return (path) => namesOf(path).flatMap((name) => byTarget.get(name) ?? []);
}

/**
 * What the rest of a change says about a script that only its folder speaks for: code that the
 * server imports is backend; in a project that draws and has no server code in this change, it is
 * the front end's; what pages alone import is too, unless its folder is there to be shared.
 */
export function judgeByCompanions(
  script: JudgedScript,
  importers: Importers,
  isFrontEnd: (path: string) => boolean,
): ScriptVerdict {
  const { verdict, file } = script;
  const others = importers(file.path).filter((other) => other !== script);
  const server = others.find((other) => other.verdict.side === 'server');
  if (server) return { side: 'shared', reason: `imported by server code (${server.file.name})` };
  if (SHARED_ROOT.test(file.path)) return verdict;
  if (verdict.side !== 'browser' && isFrontEnd(file.path))
    return { side: 'browser', reason: 'part of a front-end project' };
  const page = others.find((other) => other.verdict.side === 'browser');
  if (page && verdict.side === 'shared' && !verdict.reason.startsWith('shared module')) {
    return { side: 'browser', reason: `imported by the front end alone (${page.file.name})` };
  }
  return verdict;
}

/** Whether a path belongs to a project that, as far as the change shows it, only draws. */
export function frontEndProjects(scripts: readonly JudgedScript[]): (path: string) => boolean {
  const drawing = new Set<string>();
  const serving = new Set<string>();
  for (const { file, imports, verdict } of scripts) {
    const project = projectOf(file.path);
    const isFullStack =
      FULL_STACK_PATH.test(file.path) ||
      imports.some(({ specifier }) => FULL_STACK_IMPORT.test(specifier));
    if (isFullStack || (verdict.side === 'server' && !verdict.byPlace)) serving.add(project);
    else if (verdict.side === 'browser' && (project !== '' || SINGLE_PAGE.test(file.path))) {
      drawing.add(project);
    }
  }
  return (path) => drawing.has(projectOf(path)) && !serving.has(projectOf(path));
}

/** The folder that holds a project's sources: what comes before `src`, `app`, `lib`, … */
function projectOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const source = folders.findIndex((folder) => SOURCE_FOLDERS.has(folder));
  return folders.slice(0, source === -1 ? 2 : source).join('/');
}

/** The path a specifier means from the root or from an alias's root; undefined for a package. */
function resolve(from: string, specifier: string): string | undefined {
  const bare = withoutExtension(specifier);
  if (/^[@~#$](?:lib)?\//.test(bare)) return bare.slice(bare.indexOf('/') + 1);
  if (!bare.startsWith('.')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of bare.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Everything by which an import can mean the path: from the root, and from any alias's root. */
function namesOf(path: string): string[] {
  const whole = withoutExtension(path);
  const names: string[] = [];
  for (const name of whole.endsWith('/index') ? [whole, whole.slice(0, -6)] : [whole]) {
    const parts = name.split('/').slice(-12);
    names.push(name, ...parts.slice(1, -1).map((_, index) => parts.slice(index + 1).join('/')));
  }
  return [...new Set(names)];
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
