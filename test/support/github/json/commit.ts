import { git } from '../git.ts';
import type { Repository } from '../model.ts';
import { accountOf, type World } from '../state.ts';
import { type Json, nodeId, repositoryUrl, userJson, webUrl } from './shared.ts';

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

interface Person {
  name: string;
  email: string;
  date: string;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x1f');

/** Commits in the order that git's own revision arguments ask for. */
export async function readCommits(dir: string, revisions: readonly string[]): Promise<Commit[]> {
  const args = ['log', '-z', `--format=${FORMAT}`, ...revisions, '--'];
  const text = (await git(dir, args)).toString('utf8');
  return text
    .split('\0')
    .filter((one) => one !== '')
    .map((one) => {
      const [sha = '', tree = '', parents = '', an = '', ae = '', at, cn = '', ce = '', ct, body] =
        one.split('\u001f');
      return {
        sha,
        tree,
        parents: parents.split(' ').filter((parent) => parent !== ''),
        author: { name: an, email: ae, date: instant(at) },
        committer: { name: cn, email: ce, date: instant(ct) },
        message: (body ?? '').trimEnd(),
      };
    });
}

export async function readCommit(dir: string, sha: string): Promise<Commit> {
  const [commit] = await readCommits(dir, ['-1', sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

/** A commit as lists and compare show it; the author is a user when the e-mail names one. */
export function commitJson(world: World, repo: Repository, commit: Commit): Json {
  const url = repositoryUrl(world, repo);
  const user = (person: Person): Json => userJson(world, accountOf(world, loginOf(person)));
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${webUrl(world, repo)}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: UNSIGNED,
    },
    author: user(commit.author),
    committer: user(commit.committer),
    parents: parentsJson(world, repo, commit),
  };
}

/** The git object, without GitHub's users. */
export function gitCommitJson(world: World, repo: Repository, commit: Commit): Json {
  const url = repositoryUrl(world, repo);
  return {
    sha: commit.sha,
    node_id: nodeId('C', repo.id),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${webUrl(world, repo)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    parents: parentsJson(world, repo, commit),
    verification: UNSIGNED,
  };
}

const UNSIGNED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

function parentsJson(world: World, repo: Repository, commit: Commit): Json[] {
  const url = repositoryUrl(world, repo);
  return commit.parents.map((sha) => ({
    sha,
    url: `${url}/commits/${sha}`,
    html_url: `${webUrl(world, repo)}/commit/${sha}`,
  }));
}

function loginOf(person: Person): string {
  return person.email.split('@')[0] || 'ghost';
}

function instant(seconds: string | undefined): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}
