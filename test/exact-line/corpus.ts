import { openRepository } from '../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../src/adapters/git/workspace.ts';
import type { ChangedFile, Side } from '../../src/core/diff/model.ts';
import { cleanGitEnvironment, createRepository } from '../support/git-repository.ts';
import { changedFiles } from '../support/github/diff.ts';

/** A real change: its files as Backline reads them, their blobs, and GitHub's list of them. */
export interface Corpus {
  dir: string;
  base: string;
  head: string;
  files: ChangedFile[];
  listed: { path: string; patch: string | null }[];
  /** The lines of one side of a file, read from git itself; null when there is none. */
  lines: (path: string, side: Side) => readonly string[] | null;
  remove: () => Promise<void>;
}

const NOUNS = ['order', 'account', 'invoice', 'session', '주문', 'größe'];

/** Lines of a service, many of them repeated: guards, braces, blank lines, two equal functions. */
function service(name: string, functions: number, indent = '  '): string[] {
  return Array.from({ length: functions }, (_, n) => {
    const noun = NOUNS[n % NOUNS.length]!;
    return [
      `export async function ${name}${n}(${noun}, limit) {`,
      `${indent}if (!${noun}) return null;`,
      `${indent}try {`,
      `${indent}${indent}const rows = await db.query("select * from ${noun} where id = $1", [${noun}.id]);`,
      n % 3 === 0 ? `${indent}${indent}await  audit(${noun},  rows.length + ${n});` : '',
      `${indent}${indent}return rows.map((row) => ({ ...row, at: ${n} }));`,
      `${indent}} catch (error) {`,
      `${indent}${indent}throw error;`,
      `${indent}}`,
      '}',
      '',
    ];
  }).flat();
}

/** Some lines replaced, some added, some deleted, in places far enough apart for several hunks. */
function edited(lines: string[], every: number): string[] {
  return lines.flatMap((line, at) => {
    switch (at % every) {
      case 3:
        return [line.replace('select *', 'select id'), '    // checked above'];
      case 4:
        return [line.replace(/^(\s*)/, '$1await '), '    return null;', '  }'];
      case 7:
        return [];
      case 8:
        return line === '' ? [''] : [`${line} // ${at}`];
      default:
        return [line];
    }
  });
}

export async function createCorpus(): Promise<Corpus> {
  const repository = await createRepository();
  const { dir, git, write, commit } = repository;
  const long = (seed: string): string =>
    `const table = [${Array.from({ length: 200 }, (_, n) => `"${seed}${n}"`).join(',')}];`;
  const before: Record<string, string> = {
    'src/orders.ts': text(service('order', 12)),
    'src/copy/orders.ts': text(service('order', 12)),
    'src/crlf.cs': text(service('crlf', 8), '\r\n'),
    'src/탭/서비스.py': text(service('탭', 6, '\t')),
    'src/caf\u00e9 & co.js': text(service('caf\u00e9', 6)),
    'lib/old-name.go': text(service('moved', 10, '\t')),
    'lib/end.sql': service('end', 4).join('\n'),
    'lib/gone.rb': text(service('gone', 3)),
    'lib/min.js': text(['// built', long('a'), ...service('min', 3)]),
    'x b/Part 1/deep.ts': text(service('deep', 5)),
    'lib/shrinks.ts': text(service('shrinks', 6)),
  };
  for (const [path, content] of Object.entries(before)) await write(path, content);
  const base = await commit('Before');

  const change = (path: string, every: number, end = '\n'): Promise<void> => {
    const lines = before[path]!.split(/\r?\n/);
    return write(path, text(edited(lines.slice(0, -1), every), end));
  };
  await change('src/orders.ts', 17);
  await change('src/copy/orders.ts', 17);
  await change('src/crlf.cs', 13, '\r\n');
  await change('src/탭/서비스.py', 19);
  await change('src/caf\u00e9 & co.js', 11);
  await git('mv', 'lib/old-name.go', 'lib/new-name.go');
  await write('lib/new-name.go', text(edited(service('moved', 10, '\t'), 29)));
  await write('lib/end.sql', `${edited(service('end', 4), 14).join('\n')}\n-- the end`);
  await git('rm', '-q', 'lib/gone.rb');
  await write('lib/min.js', text(['// built', long('b'), ...service('min', 3)]));
  await change('x b/Part 1/deep.ts', 23);
  await write('lib/added.ts', text(service('added', 6)));
  await write(
    'lib/shrinks.ts',
    text(service('shrinks', 6).filter((_, at) => at % 9 !== 4 && at % 9 !== 5)),
  );
  const head = await commit('After');

  const objects = await openRepository(await openWorkspace(dir, cleanGitEnvironment()));
  const files = await objects.diff(base, head);
  const blobs = new Map<string, string[]>();
  for (const { path, previousPath, oldBlob, newBlob } of files) {
    for (const [side, oid] of [['LEFT', oldBlob] as const, ['RIGHT', newBlob] as const]) {
      if (oid === null) continue;
      const named = side === 'LEFT' ? (previousPath ?? path) : path;
      const content = await git('cat-file', 'blob', `${side === 'LEFT' ? base : head}:${named}`);
      blobs.set(`${side}\0${path}`, content.split('\n'));
    }
  }
  await objects.close();
  const listed = await changedFiles(dir, base, head);
  return {
    dir,
    base,
    head,
    files,
    listed: listed.map(({ filename, patch }) => ({ path: filename, patch: patch ?? null })),
    lines: (path, side) => blobs.get(`${side}\0${path}`) ?? null,
    remove: repository.remove,
  };
}

function text(lines: string[], end = '\n'): string {
  return lines.map((line) => line + end).join('');
}
