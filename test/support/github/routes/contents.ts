import { git, runGit } from '../git.ts';
import { resolveCommit } from '../history.ts';
import { notFound, ok, type Reply, type RepositoryCall } from '../http.ts';
import { type Json, repositoryUrl, webUrl } from '../json/shared.ts';
import type { RepositoryRoute } from '../router.ts';

const MEGABYTE = 1_048_576;

export const contentRoutes: RepositoryRoute[] = [
  { method: 'GET', path: '/contents/{path}', needs: ['contents:read'], serve: contents },
];

interface Entry {
  mode: string;
  type: string;
  sha: string;
  size: number;
  path: string;
}

/** A file (base64, or raw when asked for), a folder's list, a link or a submodule. */
async function contents(call: RepositoryCall): Promise<Reply> {
  const { repo, params, query } = call;
  const commit = await resolveCommit(repo.dir, query['ref'] ?? `refs/heads/${repo.defaultBranch}`);
  if (commit === null) throw notFound();
  const path = (params['path'] ?? '').replace(/\/+$/, '');
  const [entry] = await entriesAt(repo.dir, commit, [`:(literal)${path}`]);
  if (entry === undefined || entry.path !== path) throw notFound();
  if (entry.type === 'tree') {
    const inside = await entriesAt(repo.dir, `${commit}:${path}`, []);
    const whole = inside.map((one) => ({ ...one, path: `${path}/${one.path}` }));
    return ok(whole.map((one) => describe(call, commit, one)));
  }
  const json = describe(call, commit, entry);
  if (entry.type === 'commit') return ok({ ...json, submodule_git_url: null });
  const bytes = await git(repo.dir, ['cat-file', 'blob', entry.sha]);
  if (/\braw\b/.test(call.accept)) {
    return { status: 200, body: bytes, type: 'application/vnd.github.raw; charset=utf-8' };
  }
  if (entry.mode === '120000') return ok({ ...json, target: bytes.toString('utf8') });
  const small = bytes.length <= MEGABYTE;
  const content = small ? bytes.toString('base64').replace(/.{60}/g, '$&\n') : '';
  return ok({ ...json, encoding: small ? 'base64' : 'none', content });
}

function describe(call: RepositoryCall, commit: string, entry: Entry): Json {
  const { world, repo, query } = call;
  const url = repositoryUrl(world, repo);
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${url}/contents/${path}?ref=${query['ref'] ?? repo.defaultBranch}`;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const git = `${url}/git/${kind}s/${entry.sha}`;
  const html = `${webUrl(world, repo)}/${kind}/${commit}/${path}`;
  const file = entry.type === 'blob';
  return {
    type: typeOf(entry),
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    sha: entry.sha,
    size: file ? entry.size : 0,
    url: self,
    git_url: git,
    html_url: html,
    download_url: file ? `${world.origin}/raw/${repo.id}/${commit}/${path}` : null,
    _links: { self, git, html },
  };
}

function typeOf(entry: Entry): string {
  if (entry.type === 'tree') return 'dir';
  if (entry.type === 'commit') return 'submodule';
  return entry.mode === '120000' ? 'symlink' : 'file';
}

async function entriesAt(dir: string, tree: string, paths: string[]): Promise<Entry[]> {
  const args = ['ls-tree', '-z', '-l', tree, ...(paths.length > 0 ? ['--', ...paths] : [])];
  const { code, stdout } = await runGit(dir, args);
  if (code !== 0) return [];
  const lines = stdout.toString('utf8').split('\0');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cut = line.indexOf('\t');
      const [mode = '', type = '', sha = '', size] = line.slice(0, cut).split(/ +/);
      return { mode, type, sha, size: Number(size) || 0, path: line.slice(cut + 1) };
    });
}
