import type { PushHistory, RemoteTips } from '../../core/push/plan-push.ts';
import { repositoryEnvironment } from './environment.ts';
import { runGit, type GitResult } from './run-git.ts';
import type { Workspace } from './workspace.ts';

/** The newest boundaries suffice: older ones leave more commits. */
const MAX_BASES = 16;

type Git = (args: string[], options?: { accept?: number[]; input?: string }) => Promise<GitResult>;

/** What a pre-push hook asks of the repository; no answer comes from the network. */
export interface PushedRepository extends PushHistory {
  /**
   * The tips known here of a remote, given by the name and URL that git hands to the hook. Those
   * of every remote when nothing is known of this one, as when a fork is pushed to by its URL.
   */
  remoteTips(remote: string, url: string): Promise<RemoteTips>;
}

export function pushedRepository(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): PushedRepository {
  const git: Git = (args, options = {}) =>
    runGit(args, {
      ...options,
      cwd: workspace.gitDir,
      env: {
        ...repositoryEnvironment(env),
        GIT_DIR: workspace.gitDir,
        // A partial clone would fetch a missing commit; without a transport it is just missing.
        GIT_ALLOW_PROTOCOL: 'none',
      },
      signal,
    });
  return {
    commitOf: (oid) => resolveCommit(git, oid),
    async isAncestor(ancestor, descendant) {
      const args = ['merge-base', '--is-ancestor', ancestor, descendant];
      return (await git(args, { accept: [0, 1] })).code === 0;
    },
    compare: (head, known) => compare(git, head, known),
    remoteTips: (remote, url) => readRemoteTips(git, remote, url),
  };
}

async function resolveCommit(git: Git, name: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { stdout, code } = await git(args, { accept: [0, 1, 128] });
  return code === 0 ? stdout.toString('latin1').trim() : null;
}

async function compare(
  git: Git,
  head: string,
  known: string[],
): Promise<{ newCommits: number; base: string | null }> {
  const input = [head, ...known.map((oid) => `^${oid}`), ''].join('\n');
  const { stdout } = await git(['rev-list', '--boundary', '--stdin'], { input });
  const lines = stdout.toString('latin1').split('\n').slice(0, -1);
  const bases = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
  let base: string | null = null;
  let fewest = Infinity;
  for (const candidate of bases.slice(0, MAX_BASES)) {
    const range = await git(['rev-list', '--count', `${candidate}..${head}`]);
    const commits = Number(range.stdout.toString('latin1'));
    if (commits < fewest) [base, fewest] = [candidate, commits];
  }
  return { newCommits: lines.length - bases.length, base };
}

async function readRemoteTips(git: Git, remote: string, url: string): Promise<RemoteTips> {
  const name = await nameOfRemote(git, remote, url);
  const own = name === null ? [] : await tipsBelow(git, await trackingRefs(git, name));
  const all = own.length > 0 ? own : await tipsBelow(git, ['refs/remotes']);
  for (const branch of ['HEAD', 'main', 'master']) {
    const ref = `refs/remotes/${own.length > 0 ? name : 'origin'}/${branch}`;
    const main = await resolveCommit(git, ref);
    if (main !== null) return { all, main };
  }
  return { all, main: null };
}

/** git hands over the URL twice when no remote is named; it may be that of a named one still. */
async function nameOfRemote(git: Git, remote: string, url: string): Promise<string | null> {
  const args = ['config', '-z', '--get-regexp', '^remote\\..*\\.(push)?url$'];
  const { stdout } = await git(args, { accept: [0, 1] });
  const remotes = stdout
    .toString('utf8')
    .split('\0')
    .map((entry) => /^remote\.([^\n]*)\.(?:push)?url\n([^]*)$/.exec(entry));
  if (remotes.some((entry) => entry?.[1] === remote)) return remote;
  return remotes.find((entry) => entry?.[2] === url)?.[1] ?? null;
}

/** Where the remote's branches are kept here, as prefixes or full names of refs. */
async function trackingRefs(git: Git, remote: string): Promise<string[]> {
  const args = ['config', '-z', '--get-all', `remote.${remote}.fetch`];
  const { stdout } = await git(args, { accept: [0, 1] });
  return stdout
    .toString('utf8')
    .split('\0')
    .map((refspec) => refspec.split(':')[1] ?? '')
    .filter((target) => target.startsWith('refs/') && !target.startsWith('refs/heads/'))
    .map((target) => target.replace(/\/\*.*$/, ''));
}

async function tipsBelow(git: Git, patterns: string[]): Promise<string[]> {
  if (patterns.length === 0) return [];
  const format = '--format=%(objecttype) %(objectname)';
  const { stdout } = await git(['for-each-ref', format, ...patterns]);
  const lines = stdout.toString('latin1').split('\n');
  const commits = lines.filter((line) => line.startsWith('commit '));
  return [...new Set(commits.map((line) => line.slice('commit '.length)))];
}
