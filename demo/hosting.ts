import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { StandInApp } from '../test/support/github/setup.ts';
import { startGitHub, type GitHubStandIn } from '../test/support/github/stand-in.ts';
import type { DemoRepository } from './repository.ts';

const MANIFEST = fileURLToPath(new URL('../app.yml', import.meta.url));

export const HOSTED = 'acme/orders';
/** Who opens the pull request. */
export const USER = 'dana';

/** GitHub's stand-in with the App registered and installed, and an empty repository. */
export interface Hosting {
  github: GitHubStandIn;
  app: StandInApp;
  /** Pushes branches of the work tree over HTTP, as USER. */
  push: (...branches: string[]) => Promise<void>;
}

/** Starts the stand-in; the App is registered as `app.yml` says, without a webhook URL yet. */
export async function host(repository: DemoRepository): Promise<Hosting> {
  const { default_permissions: permissions, default_events: events } = parse(
    await readFile(MANIFEST, 'utf8'),
  ) as { default_permissions: Record<string, 'read' | 'write'>; default_events: string[] };
  const github = await startGitHub({ checkContract: false });
  try {
    const app = github.createApp({ slug: 'backline', permissions, events });
    app.install('acme');
    await github.createRepository(HOSTED, { collaborators: { [USER]: 'write' } });
    const origin = new URL(`${HOSTED}.git`, github.origin);
    Object.assign(origin, { username: USER, password: github.createToken(USER) });
    await repository.git('remote', 'add', 'origin', origin.href);
    return {
      github,
      app,
      push: async (...branches) => {
        // Nobody's proxy stands between two ports of this machine.
        await repository.git('-c', 'http.proxy=', 'push', '--quiet', 'origin', ...branches);
      },
    };
  } catch (error) {
    await github.close();
    throw error;
  }
}
