import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keysFor, newToken } from './auth.ts';
import { commitFiles } from './commits.ts';
import { git } from './git.ts';
import type { App, Permissions, Repository, Role } from './model.ts';
import { accountOf, repositoryOf, type World } from './state.ts';
import type { Signature } from './webhooks.ts';

export interface AppOptions {
  slug?: string;
  owner?: string;
  webhookSecret?: string;
  webhookUrl?: string;
  permissions?: Permissions;
  events?: string[];
}

interface RepositoryOptions {
  private?: boolean;
  defaultBranch?: string;
  /** Login to what they may do; the owner is admin anyway. */
  collaborators?: Record<string, Role>;
  /** Files of the first commit by path; none makes an empty repository. */
  files?: Record<string, string | Buffer>;
  /** A repository on this machine whose history is taken over instead. */
  from?: string;
}

interface InstallOptions {
  /** `OWNER/NAME` of each, or every repository of the account. */
  repositories?: string[] | 'all';
  permissions?: Permissions;
}

export interface StandInApp extends App {
  /** Installs the App for an account and gives the installation's id. */
  install: (account: string, options?: InstallOptions) => number;
  /** Sends any payload to the App's webhook URL, signed as asked. */
  deliver: (
    event: string,
    payload: Record<string, unknown>,
    options?: { signature?: Signature; secret?: string; guid?: string },
  ) => ReturnType<World['deliveries']['send']>;
}

export interface Setup {
  createApp: (options?: AppOptions) => StandInApp;
  /** @param fullName `OWNER/NAME` */
  createRepository: (fullName: string, options?: RepositoryOptions) => Promise<Repository>;
  /** A copy of a repository that belongs to somebody else, sharing nothing but history. */
  fork: (fullName: string, owner: string) => Promise<Repository>;
  setRole: (fullName: string, login: string, role: Role) => void;
  /** A personal token of that user. */
  createToken: (login: string, options?: { endsAt?: Date }) => string;
}

/** What a reviewer needs: see GitHub's list of permissions for each REST operation. */
const PERMISSIONS: Permissions = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};
const EVENTS = [
  'check_run',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
];

export function createSetup(world: World): Setup {
  return {
    createApp: (options = {}) => createApp(world, options),
    createRepository: (fullName, options = {}) => createRepository(world, fullName, options),
    fork: async (fullName, owner) => {
      const parent = repositoryOf(world, fullName);
      const fork = newRepository(world, `${owner}/${parent.name}`, {
        private: parent.private,
        defaultBranch: parent.defaultBranch,
      });
      fork.parent = parent;
      await mkdir(dirname(fork.dir), { recursive: true });
      await git(world.root, ['clone', '-q', '--bare', '--no-hardlinks', parent.dir, fork.dir]);
      await configure(fork);
      return fork;
    },
    setRole: (fullName, login, role) => {
      accountOf(world, login);
      repositoryOf(world, fullName).collaborators.set(login.toLowerCase(), role);
    },
    createToken: (login, { endsAt } = {}) => {
      const value = newToken('ghp_');
      const account = accountOf(world, login);
      world.tokens.set(value, { kind: 'user', value, account, expiresAt: endsAt ?? null });
      return value;
    },
  };
}

function createApp(world: World, options: AppOptions): StandInApp {
  const { slug = 'backline', owner = 'octo-org', webhookSecret = 'a secret' } = options;
  const app: App = {
    id: world.nextId(),
    slug,
    owner: accountOf(world, owner, 'Organization'),
    bot: accountOf(world, `${slug}[bot]`),
    ...keysFor(world.apps.length),
    webhookSecret,
    webhookUrl: options.webhookUrl,
    permissions: { ...(options.permissions ?? PERMISSIONS) },
    events: [...(options.events ?? EVENTS)],
    createdAt: world.clock.now(),
  };
  world.apps.push(app);
  const hands: Pick<StandInApp, 'install' | 'deliver'> = {
    install: (login, { repositories = 'all', permissions } = {}) => {
      const installation = {
        id: world.nextId(),
        app,
        account: accountOf(world, login),
        repositories:
          repositories === 'all'
            ? ('all' as const)
            : new Set(repositories.map((name) => repositoryOf(world, name).id)),
        permissions: permissions ?? app.permissions,
        createdAt: world.clock.now(),
      };
      world.installations.push(installation);
      return installation.id;
    },
    deliver: (event, payload, sending) => world.deliveries.send(app, event, payload, sending),
  };
  return Object.assign(app, hands);
}

async function createRepository(
  world: World,
  fullName: string,
  options: RepositoryOptions,
): Promise<Repository> {
  const repo = newRepository(world, fullName, options);
  await create(repo);
  await configure(repo);
  for (const [login, role] of Object.entries(options.collaborators ?? {})) {
    accountOf(world, login);
    repo.collaborators.set(login.toLowerCase(), role);
  }
  if (options.from !== undefined) {
    await git(repo.dir, ['fetch', '-q', '--no-tags', options.from, '+refs/heads/*:refs/heads/*']);
  }
  if (options.files !== undefined) {
    await commitFiles(repo.dir, repo.defaultBranch, options.files, 'Start');
  }
  return repo;
}

function newRepository(world: World, fullName: string, options: RepositoryOptions): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  const repo: Repository = {
    kind: 'repository',
    id: world.nextId(),
    owner: accountOf(world, owner),
    name,
    dir: join(world.root, owner, `${name}.git`),
    private: options.private ?? true,
    defaultBranch: options.defaultBranch ?? 'main',
    parent: null,
    collaborators: new Map(),
    labels: [],
    pulls: [],
    checkRuns: [],
    checkSuites: [],
    statuses: [],
    createdAt: world.clock.now(),
  };
  world.repositories.push(repo);
  return repo;
}

/** What `git init --bare` makes. */
async function create({ dir, defaultBranch }: Repository): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  await writeFile(join(dir, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
  const settings = 'repositoryformatversion = 0\n\tfilemode = true\n\tbare = true';
  await writeFile(join(dir, 'config'), `[core]\n\t${settings}\n`);
}

/** GitHub serves any object it has, filters clones, and lets nobody push to `refs/pull`. */
async function configure(repo: Repository): Promise<void> {
  const settings = [
    '[http]\n\treceivepack = true',
    '[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true',
    '[receive]\n\thideRefs = refs/pull',
    '[gc]\n\tauto = 0',
  ];
  await appendFile(join(repo.dir, 'config'), `${settings.join('\n')}\n`);
}
