import type { StandInApp } from './github/setup.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

/** What an App is told of GitHub's stand-in, and where it listens. */
export function appEnvironment(github: GitHubStandIn, app: StandInApp): Record<string, string> {
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GHE_HOST: new URL(github.origin).host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
  };
}
