import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActions, type Actions } from './actions.ts';
import { type Clock, movableClock } from './clock.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { createFaults, type Faults } from './faults.ts';
import { listen } from './server.ts';
import { createSetup, type Setup } from './setup.ts';
import { GITHUB_LIMITS, type Limits } from './limits.ts';
import type { Account } from './model.ts';
import { accountOf, type LoggedRequest, type World } from './state.ts';
import { pullView, type PullView } from './view.ts';
import { createDeliveries, type Delivery, type Deliveries } from './webhooks.ts';

export interface GitHubOptions {
  clock?: Clock;
  /** Smaller (or larger) than GitHub's own. */
  limits?: Partial<Limits>;
  /** Holds every request, answer and webhook against GitHub's descriptions; true by default. */
  checkContract?: boolean;
  /** 0, any free one, by default. */
  port?: number;
}

/** A GitHub of one's own: a server, its contents, and hands to move it. */
export interface GitHubStandIn extends Setup, Actions, Conversation, AsyncDisposable {
  /** `http://127.0.0.1:PORT`; REST is also below `/api/v3`, GraphQL at `/graphql` and `/api/graphql`. */
  origin: string;
  apiUrl: string;
  clock: Clock;
  faults: Faults;
  /** Every request in the order in which they came. */
  requests: LoggedRequest[];
  /** What GitHub's own descriptions forbid; empty after a run in order. */
  violations: string[];
  deliveries: Delivery[];
  redeliver: Deliveries['redeliver'];
  holdDeliveries: Deliveries['hold'];
  releaseDeliveries: Deliveries['release'];
  /** Resolves when no webhook is under way. */
  idle: () => Promise<void>;
  account: (login: string) => Account;
  /** What a person would see on the pull request's page. */
  pull: (repo: string, number: number) => Promise<PullView>;
  /** Ends every token of installations at once. */
  endTokens: () => void;
  close: () => Promise<void>;
}

/**
 * Starts a stand-in for GitHub on a free port of this machine: REST, GraphQL and git over HTTP,
 * over real bare repositories in a temporary folder, which `close` removes.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubStandIn> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'github-stand-in-')));
  const world = createWorld(root, options);
  const server = await listen(world, options.port);
  world.origin = server.origin;
  const { deliveries } = world;
  const close = async (): Promise<void> => {
    await server.close();
    await deliveries.idle();
    await rm(root, { recursive: true, force: true });
  };
  return {
    ...createSetup(world),
    ...createActions(world),
    ...createConversation(world),
    origin: server.origin,
    apiUrl: `${server.origin}/api/v3`,
    clock: world.clock,
    faults: world.faults,
    requests: world.requests,
    violations: world.violations,
    deliveries: deliveries.all,
    redeliver: deliveries.redeliver,
    holdDeliveries: deliveries.hold,
    releaseDeliveries: deliveries.release,
    idle: deliveries.idle,
    account: (login) => accountOf(world, login),
    pull: (repo, number) => pullView(world, repo, number),
    endTokens: () => {
      for (const [value, token] of world.tokens) {
        if (token.kind === 'installation') world.tokens.delete(value);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createWorld(root: string, options: GitHubOptions): World {
  let id = 1000;
  const world: World = {
    origin: '',
    root,
    clock: options.clock ?? movableClock(),
    limits: { ...GITHUB_LIMITS, ...options.limits },
    checkContract: options.checkContract ?? true,
    nextId: () => (id += 1),
    accounts: new Map(),
    apps: [],
    installations: [],
    tokens: new Map(),
    repositories: [],
    requests: [],
    violations: [],
    faults: createFaults(),
    deliveries: createDeliveries(() => world),
    spent: new Map(),
    created: new Map(),
  };
  return world;
}
