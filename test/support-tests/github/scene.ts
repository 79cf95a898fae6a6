import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';
import { ProbotOctokit } from 'probot';
import { readBody } from '../../support/github/http.ts';
import type { AppOptions, StandInApp } from '../../support/github/setup.ts';
import {
  type GitHubOptions,
  type GitHubStandIn,
  startGitHub,
} from '../../support/github/stand-in.ts';

/** A repository, an App installed on it, and clients of each kind. */
export interface Scene {
  github: GitHubStandIn;
  app: StandInApp;
  installationId: number;
  /** With an installation token that octokit fetches by the App's own key. */
  octokit: InstanceType<typeof ProbotOctokit>;
  asApp: InstanceType<typeof ProbotOctokit>;
  /** With a personal token. */
  as: (login: string) => Octokit;
}

export const REPO = 'acme/shop';
export const AT = { owner: 'acme', repo: 'shop' };

export async function startScene(
  options: GitHubOptions & { app?: AppOptions; files?: Record<string, string> } = {},
): Promise<Scene> {
  const github = await startGitHub(options);
  const app = github.createApp(options.app);
  await github.createRepository(REPO, {
    files: options.files ?? { 'src/a.ts': lines('a', 12), 'src/b.ts': lines('b', 40) },
    collaborators: { dev: 'write', stranger: 'read' },
  });
  const installationId = app.install('acme');
  const quiet = { throttle: { enabled: false }, retry: { enabled: false } };
  const auth = { appId: app.id, privateKey: app.privateKey };
  return {
    github,
    app,
    installationId,
    octokit: new ProbotOctokit({
      ...quiet,
      baseUrl: github.apiUrl,
      auth: { ...auth, installationId },
    }),
    asApp: new ProbotOctokit({ ...quiet, baseUrl: github.apiUrl, auth }),
    as: (login) =>
      new Octokit({ baseUrl: github.origin, auth: github.createToken(login), log: SILENT }),
  };
}

const nothing = (): void => undefined;
export const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** `a 1`, `a 2`, …, one a line. */
export function lines(word: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${word} ${i + 1}\n`).join('');
}

/** A pull request that adds a line after line 3 of `src/a.ts` and deletes line 30 of `src/b.ts`. */
export async function openSmallPull({ github }: Scene): Promise<number> {
  const b = lines('b', 40).replace('b 30\n', '');
  const a = lines('a', 12).replace('a 3\n', 'a 3\nnew\nnewer\n');
  await github.push(REPO, {
    branch: 'topic',
    files: { 'src/a.ts': a, 'src/b.ts': b },
    user: 'dev',
  });
  const { number } = await github.openPullRequest({ repo: REPO, head: 'topic', user: 'dev' });
  return number;
}

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A receiver of webhooks; it answers with what `answer` says. */
export async function startReceiver(answer: () => number = () => 202) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push({ headers: request.headers, body: body.toString('utf8') });
      response.writeHead(answer()).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { received, url, close };
}
