import { git, gitText, runGit } from '../git.ts';
import { resolveCommit } from '../history.ts';
import { notFound, ok, page, Refusal, type Reply, type RepositoryCall } from '../http.ts';
import { commitJson, gitCommitJson, readCommit } from '../json/commit.ts';
import { fullRepositoryJson, labelJson } from '../json/repository.ts';
import { nodeId, repositoryUrl, userJson } from '../json/shared.ts';
import type { RepositoryRoute } from '../router.ts';
import type { Role } from '../model.ts';
import { atLeast, roleIn } from '../state.ts';

export const repositoryRoutes: RepositoryRoute[] = [
  {
    method: 'GET',
    path: '',
    needs: ['metadata:read'],
    serve: ({ world, repo }) => ok(fullRepositoryJson(world, repo)),
  },
  {
    method: 'GET',
    path: '/collaborators/{username}/permission',
    needs: ['metadata:read'],
    serve: permission,
  },
  {
    method: 'GET',
    path: '/labels',
    needs: ['issues:read', 'pull_requests:read'],
    serve: (call) =>
      ok(page(call, call.repo.labels).map((one) => labelJson(call.world, call.repo, one))),
  },
  { method: 'GET', path: '/git/blobs/{file_sha}', needs: ['contents:read'], serve: blob },
  { method: 'GET', path: '/git/trees/{tree_sha}', needs: ['contents:read'], serve: tree },
  { method: 'GET', path: '/git/ref/{ref}', needs: ['contents:read'], serve: reference },
  {
    method: 'GET',
    path: '/git/commits/{commit_sha}',
    needs: ['contents:read'],
    serve: async (call) => {
      const sha = await commitAt(call, call.params['commit_sha'] ?? '');
      return ok(gitCommitJson(call.world, call.repo, await readCommit(call.repo.dir, sha)));
    },
  },
  {
    method: 'GET',
    path: '/commits/{ref}',
    needs: ['contents:read'],
    serve: async (call) => {
      const sha = await commitAt(call, call.params['ref'] ?? '');
      return ok(commitJson(call.world, call.repo, await readCommit(call.repo.dir, sha)));
    },
  },
];

/** @throws Refusal 422 as GitHub answers for a name that leads to no commit. */
export async function commitAt(call: RepositoryCall, name: string): Promise<string> {
  const sha = await resolveCommit(call.repo.dir, name);
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return sha;
}

/** The four words that `permission` knows; `role_name` tells the finer ones. */
const PERMISSION: Record<Role, string> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function permission({ world, repo, params }: RepositoryCall): Reply {
  const account = world.accounts.get(`${params['username']}`.toLowerCase());
  if (account === undefined) throw notFound();
  const role = roleIn(repo, account);
  return ok({
    permission: PERMISSION[role],
    role_name: role,
    user: {
      ...userJson(world, account),
      permissions: {
        pull: atLeast(role, 'read'),
        triage: atLeast(role, 'triage'),
        push: atLeast(role, 'write'),
        maintain: atLeast(role, 'maintain'),
        admin: atLeast(role, 'admin'),
      },
      role_name: role,
    },
  });
}

async function blob({ world, repo, params }: RepositoryCall): Promise<Reply> {
  const sha = params['file_sha'] ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new Refusal(
      422,
      'The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
    );
  const { code, stdout } = await runGit(repo.dir, ['cat-file', 'blob', sha]);
  if (code !== 0) throw notFound();
  return ok({
    sha,
    node_id: nodeId('B', repo.id),
    size: stdout.length,
    url: `${repositoryUrl(world, repo)}/git/blobs/${sha}`,
    content: stdout.toString('base64').replace(/.{60}/g, '$&\n'),
    encoding: 'base64',
  });
}

async function tree({ world, repo, params, query }: RepositoryCall): Promise<Reply> {
  const wanted = ['rev-parse', '--verify', '--quiet', `${params['tree_sha']}^{tree}`];
  const { code, stdout } = await runGit(repo.dir, wanted);
  if (code !== 0) throw notFound();
  const sha = stdout.toString('utf8').trim();
  const deep = query['recursive'] === undefined ? [] : ['-r', '-t'];
  const list = (await git(repo.dir, ['ls-tree', '-z', '-l', ...deep, sha])).toString('utf8');
  const url = repositoryUrl(world, repo);
  const entries = list.split('\0').filter((line) => line !== '');
  return ok({
    sha,
    url: `${url}/git/trees/${sha}`,
    truncated: false,
    tree: entries.map((line) => {
      const [facts = '', path] = line.split('\t');
      const [mode, type, id, size] = facts.split(/ +/);
      return {
        path,
        mode,
        type,
        sha: id,
        ...(type === 'blob' ? { size: Number(size) } : {}),
        ...(type === 'commit' ? {} : { url: `${url}/git/${type}s/${id}` }),
      };
    }),
  });
}

async function reference({ world, repo, params }: RepositoryCall): Promise<Reply> {
  const ref = `refs/${params['ref']}`;
  const { code, stdout } = await runGit(repo.dir, ['rev-parse', '--verify', '--quiet', ref]);
  if (code !== 0) throw notFound();
  const sha = stdout.toString('utf8').trim();
  const type = await gitText(repo.dir, ['cat-file', '-t', sha]);
  const url = repositoryUrl(world, repo);
  return ok({
    ref,
    node_id: nodeId('REF', repo.id),
    url: `${url}/git/${ref}`,
    object: { sha, type, url: `${url}/git/${type}s/${sha}` },
  });
}
