import { UserError } from '../../core/errors.ts';
import { isolatedEnvironment, type Environment } from './environment.ts';
import { GitError, runGit } from './run-git.ts';

/** A change kept outside of any repository. */
export type StoredChange =
  /** A git bundle that holds the refs `base` and `head`. */
  | { kind: 'bundle'; bundle: string }
  /** A folder of files, and a patch that applies to it. */
  | { kind: 'patch'; folder: string; patch: string; title: string; body: string };

/** The same ids on every machine, so that what was recorded on one replays on another. */
const NOBODY: Environment = {
  GIT_AUTHOR_NAME: 'Backline',
  GIT_AUTHOR_EMAIL: 'backline@localhost',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Backline',
  GIT_COMMITTER_EMAIL: 'backline@localhost',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

const BASE = 'refs/heads/base';
const HEAD = 'refs/heads/head';

type Git = (args: string[], options?: { input?: string; env?: Environment }) => Promise<string>;

/**
 * Makes a bare repository of a stored change in the empty folder `dir`, with the branches `base`
 * and `head`. Nobody's git settings reach in. Throws a UserError that begins with `name` when the
 * bundle or the patch can't be used.
 */
export async function buildChange(
  dir: string,
  change: StoredChange,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const git: Git = async (args, { input, env } = {}) => {
    const { stdout } = await runGit(args, {
      cwd: dir,
      env: { ...isolatedEnvironment(process.env), ...NOBODY, ...env },
      signal,
      ...(input === undefined ? {} : { input }),
    });
    return stdout.toString('utf8').trim();
  };
  await (change.kind === 'bundle' ? fromBundle(git, change, name) : fromPatch(git, change, name));
}

async function fromBundle(
  git: Git,
  { bundle }: Extract<StoredChange, { kind: 'bundle' }>,
  name: string,
): Promise<void> {
  try {
    const listed = await git(['bundle', 'list-heads', bundle]);
    const refs = listed.split('\n').map((line) => line.split(' '));
    const find = (wanted: string): string => {
      const ref = refs.find(([, ref]) =>
        [`refs/heads/${wanted}`, `refs/tags/${wanted}`].includes(ref ?? ''),
      )?.[1];
      if (ref !== undefined) return ref;
      throw new UserError(
        `${name}: change.bundle holds no ref ${wanted}; make it with \`git bundle create change.bundle base head\`.`,
      );
    };
    const [base, head] = [find('base'), find('head')];
    const format = refs[0]?.[0]?.length === 64 ? 'sha256' : 'sha1';
    await git(['init', '-q', '--bare', `--object-format=${format}`, '.']);
    await git(['fetch', '-q', '--no-tags', bundle, `+${base}:${BASE}`, `+${head}:${HEAD}`]);
  } catch (error) {
    throw explain(error, `${name}: change.bundle can't be used`);
  }
}

async function fromPatch(
  git: Git,
  { folder, patch, title, body }: Extract<StoredChange, { kind: 'patch' }>,
  name: string,
): Promise<void> {
  await git(['init', '-q', '--bare', '.']);
  try {
    // Forced, since a .gitignore among the files is one of them.
    await git(['--work-tree', folder, '-c', 'core.bare=false', 'add', '-A', '-f'], {
      env: { GIT_DIR: '.' },
    });
  } catch (error) {
    throw explain(error, `${name}: base/ can't be read`);
  }
  await commit(git, BASE, [], 'Base');
  try {
    await git(['apply', '--cached', '--whitespace=nowarn', patch]);
  } catch (error) {
    throw explain(error, `${name}: change.patch does not apply to base/`);
  }
  await commit(git, HEAD, ['-p', BASE], `${title}\n\n${body}`.trim());
  const [before, after] = (await git(['rev-parse', `${BASE}^{tree}`, `${HEAD}^{tree}`])).split(
    '\n',
  );
  if (before === after) throw new UserError(`${name}: change.patch changes nothing.`);
}

async function commit(git: Git, ref: string, parents: string[], message: string): Promise<void> {
  const tree = await git(['write-tree']);
  const id = await git(['commit-tree', tree, ...parents], { input: `${message}\n` });
  await git(['update-ref', ref, id]);
}

function explain(error: unknown, what: string): Error {
  if (!(error instanceof GitError)) return error as Error;
  const lines = error.stderr.trim().split('\n');
  const [first = error.message] = lines.filter((line) => /^(?:error|fatal):/.test(line));
  return new UserError(`${what} (git: ${first.replace(/^(?:error|fatal): /, '')})`, {
    cause: error,
  });
}
