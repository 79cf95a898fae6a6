import { AppOctokit } from '../../../src/adapters/github/app-octokit.ts';
import { appIdentity, type GitHubClient } from '../../../src/adapters/github/client.ts';
import { createPublisher } from '../../../src/adapters/github/publisher.ts';
import { createPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import type { GitHubOptions } from '../../../src/adapters/github/requests.ts';
import { writeMarker } from '../../../src/core/plan/marker.ts';
import type { Publisher, ReviewDraft } from '../../../src/ports/publisher.ts';
import type { PullRef, PullRequests } from '../../../src/ports/pull-requests.ts';
import type { AppOptions, StandInApp } from '../../support/github/setup.ts';
import {
  type GitHubOptions as StandInOptions,
  type GitHubStandIn,
  startGitHub,
} from '../../support/github/stand-in.ts';

export const REPO = 'acme/shop';
export const US = 'backline[bot]';

/** A repository with a pull request, the App installed on it, and the adapter over its client. */
export interface Scene {
  github: GitHubStandIn;
  app: StandInApp;
  installationId: number;
  client: GitHubClient;
  pulls: PullRequests;
  publisher: Publisher;
  ref: PullRef;
  branch: string;
  head: string;
  /** Milliseconds of every pause that was asked for; none is really waited. */
  pauses: number[];
  log: string[];
  /** `METHOD path` of each request since the last call. */
  sent: () => string[];
  /** The same with a pull request of its own, nothing posted on it and no faults. */
  fresh: () => Promise<Scene>;
  /** The adapter over another client or with other options. */
  over: (
    client: GitHubClient,
    options?: GitHubOptions,
  ) => { pulls: PullRequests; publisher: Publisher };
}

export async function startScene(
  options: StandInOptions & { app?: AppOptions } = {},
): Promise<Scene> {
  const github = await startGitHub(options);
  const app = github.createApp(options.app);
  const a = lines('a', 12);
  const b = lines('b', 40);
  await github.createRepository(REPO, {
    files: { 'src/a.ts': a, 'src/b.ts': b, 'src/c.bin': Buffer.from([0, 1, 2, 255]) },
    collaborators: { dev: 'write', stranger: 'read' },
  });
  const installationId = app.install('acme');
  const head = await github.push(REPO, {
    branch: 'topic',
    files: {
      'src/a.ts': a.replace('a 3\n', 'a 3\nnew\nnewer\n'),
      'src/b.ts': b.replace('b 30\n', ''),
      'src/c.bin': Buffer.from([0, 7, 2, 255]),
    },
    user: 'dev',
  });
  const auth = { appId: app.id, privateKey: app.privateKey, installationId };
  const client = new AppOctokit({ baseUrl: github.apiUrl, auth, log: SILENT });

  let opened = 0;
  async function fresh(): Promise<Scene> {
    github.faults.clear();
    opened += 1;
    const branch = `topic-${opened}`;
    await github.push(REPO, { branch, to: head });
    const pull = await github.openPullRequest({ repo: REPO, head: branch, user: 'dev' });
    const pauses: number[] = [];
    const log: string[] = [];
    const over: Scene['over'] = (other, more = {}) => {
      const all: GitHubOptions = {
        pause: async (ms) => void pauses.push(ms),
        log: (line) => log.push(line),
        ...more,
      };
      const identity = appIdentity('backline');
      return {
        pulls: createPullRequests(other, identity, all),
        publisher: createPublisher(other, identity, all),
      };
    };
    let seen = github.requests.length;
    return {
      github,
      app,
      installationId,
      client,
      ...over(client),
      ref: { owner: 'acme', repo: 'shop', number: pull.number },
      branch,
      head,
      pauses,
      log,
      over,
      fresh,
      sent: () => {
        const news = github.requests.slice(seen);
        seen = github.requests.length;
        return news.map(({ method, path }) => `${method} ${shortened(path)}`);
      },
    };
  }

  const scene = await fresh();
  // The token is there from now on, so that requests can be counted.
  await scene.pulls.get(scene.ref);
  scene.sent();
  return scene;
}

function shortened(path: string): string {
  return path
    .replace('/repos/acme/shop', '')
    .replace('/api/graphql', '/graphql')
    .replace(/\/(pulls|issues)\/\d+/, '/$1/N')
    .replace(/\/(reviews|check-runs|comments|installations)\/\d+/, '/$1/ID');
}

/** A review of the scene's pull request: an added row, a range and a deleted row. */
export function draftOf(scene: Pick<Scene, 'head'>, run = 'run-1'): ReviewDraft {
  const mark = writeMarker({ kind: 'review', run, head: scene.head });
  return {
    commit: scene.head,
    body: `Three things.\n\n${mark}`,
    comments: [
      { path: 'src/a.ts', side: 'RIGHT', line: 4, body: 'on new' },
      { path: 'src/a.ts', side: 'RIGHT', startLine: 4, line: 5, body: 'on both' },
      { path: 'src/b.ts', side: 'LEFT', line: 30, body: 'on what is gone' },
    ],
  };
}

const nothing = (): void => undefined;
export const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export function lines(word: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${word} ${i + 1}\n`).join('');
}
