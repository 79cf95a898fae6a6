import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGit } from '../../src/adapters/git/run-git.ts';

const DATE = '2026-01-02T03:04:05Z';
/** No keys of anybody's, and no process that tidies up behind each commit. */
const SETTINGS = '[commit]\n\tgpgSign = false\n[maintenance]\n\tauto = false\n';

/** A real git repository in a folder of its own, untouched by the settings of the machine. */
export interface TestRepository {
  /** Absolute path of the work tree (of the repository itself when bare), symlinks resolved. */
  dir: string;
  /** Runs git in `dir` and gives its stdout without the last line feed. Rejects when git fails. */
  git: (...args: string[]) => Promise<string>;
  /** The same, with more environment. */
  gitWith: (env: Record<string, string>, ...args: string[]) => Promise<string>;
  /** Writes a file below `dir`, folders included. */
  write: (path: string, content: string | Uint8Array) => Promise<void>;
  /** Stages everything and commits it, even when nothing changed. Gives the commit's id. */
  commit: (message: string) => Promise<string>;
  remove: () => Promise<void>;
}

/** The environment of the process without any GIT_ variable and without anybody's git settings. */
export function cleanGitEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('GIT_')) env[name] = value;
  }
  return {
    ...env,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Test Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: DATE,
    GIT_COMMITTER_NAME: 'Test Author',
    GIT_COMMITTER_EMAIL: 'author@example.com',
    GIT_COMMITTER_DATE: DATE,
  };
}

/** Creates an empty repository whose first branch is `main`. */
export async function createRepository(
  options: { bare?: boolean; objectFormat?: 'sha1' | 'sha256' } = {},
): Promise<TestRepository> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'backline-test-')));
  const repository = repositoryAt(dir);
  const format = options.objectFormat ?? 'sha1';
  const bare = options.bare === true ? ['--bare'] : [];
  await repository.git(
    'init',
    '-q',
    '--template=',
    '-b',
    'main',
    `--object-format=${format}`,
    ...bare,
  );
  await appendFile(join(dir, options.bare === true ? '' : '.git', 'config'), SETTINGS);
  return repository;
}

/** The same helper for a repository that exists already, a clone or a linked work tree. */
export function repositoryAt(dir: string): TestRepository {
  const gitWith = async (env: Record<string, string>, ...args: string[]): Promise<string> => {
    const { stdout } = await runGit(['-c', 'protocol.file.allow=always', ...args], {
      cwd: dir,
      env: { ...cleanGitEnvironment(), ...env },
    });
    return stdout.toString().replace(/\n$/, '');
  };
  const git = (...args: string[]) => gitWith({}, ...args);
  return {
    dir,
    git,
    gitWith,
    async write(path, content) {
      const file = join(dir, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    async commit(message) {
      await git('add', '-A');
      await git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}
