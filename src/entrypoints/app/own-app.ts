import type { Probot } from 'probot';
import { toGitHubError } from '../../adapters/github/errors.ts';
import { UserError } from '../../core/errors.ts';
import { GitHubError, PASSING } from '../../ports/github-error.ts';
import { clockChecks, webhookChecks } from '../doctor/webhook-checks.ts';
import { lacking } from './registration.ts';
import type { AppLog } from './services.ts';
import type { AppSettings } from './settings.ts';

/**
 * Asks GitHub who the App is, which proves that key and id belong together, and logs what its
 * registration lacks of `app.yml`, and what is amiss with its webhook or the clock.
 * Throws a UserError when GitHub does not know the App, and a GitHubError when it can't be reached.
 */
export async function findOwnApp(
  probot: Probot,
  { appId }: AppSettings,
  baseUrl: string,
  log: AppLog,
): Promise<{ id: number; slug: string }> {
  const octokit = await probot.auth();
  const { data, headers } = await octokit.rest.apps.getAuthenticated().catch((error: unknown) => {
    throw asFailure(error, explainApp(error, appId, baseUrl));
  });
  if (!data?.slug) throw new UserError(`${baseUrl} gives App ${appId} no name`);
  const { events, permissions } = lacking(data);
  if (events.length > 0 || permissions.length > 0) {
    log.warn(
      { events, permissions },
      "the App's registration lacks events or permissions: add them on its settings page",
    );
  }
  const checks = [...clockChecks(headers.date, Date.now()), ...(await webhookChecks(octokit))];
  for (const { name, status, says, fix } of checks) {
    if (status !== 'ok') log.warn({ check: name, fix }, says);
  }
  return { id: data.id, slug: data.slug };
}

/** Trouble that passes is GitHub's; a refused key is the user's to mend. */
function asFailure(error: unknown, line: string): Error {
  const told = toGitHubError(error, Date.now());
  if (told instanceof GitHubError && PASSING.has(told.kind)) {
    return new GitHubError(told.kind, line, told.details);
  }
  return new UserError(line, { cause: error });
}

/** Why GitHub did not say who the App is, with the way out. */
export function explainApp(error: unknown, appId: number, baseUrl: string): string {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 401 || status === 404) {
    return `${baseUrl} does not accept the private key for APP_ID ${appId} (${status}): do they belong together?`;
  }
  const reason = answered(error) ? String(status) : 'no answer';
  return `${baseUrl} could not be asked about the App (${reason}): try again, or check the network and GHE_HOST`;
}

/** Octokit says 500 when no answer came at all. */
function answered(error: unknown): boolean {
  return error instanceof Error && 'response' in error && error.response !== undefined;
}
