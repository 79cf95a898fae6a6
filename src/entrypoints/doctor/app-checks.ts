import { Probot } from 'probot';
import { AppOctokit } from '../../adapters/github/app-octokit.ts';
import { createLog } from '../app/log.ts';
import { explainApp } from '../app/own-app.ts';
import { lacking } from '../app/registration.ts';
import { readServerSettings, type AppSettings } from '../app/settings.ts';
import type { CliIo } from '../io.ts';
import type { Check } from './check.ts';
import { wrong } from './repository-checks.ts';
import { clockChecks, webhookChecks } from './webhook-checks.ts';

/**
 * The configured App as GitHub sees it. `now` is in milliseconds. Reads alone: nothing is posted
 * and no token of an installation is asked for.
 */
export async function appChecks(
  io: CliIo,
  env: Record<string, string | undefined>,
  settings: AppSettings,
  now: () => number,
): Promise<Check[]> {
  const own: Check = {
    name: 'settings',
    status: 'ok',
    says: `APP_ID ${settings.appId}, a private key and a webhook secret are set`,
  };
  let baseUrl: string;
  try {
    ({ baseUrl } = readServerSettings(env));
  } catch (error) {
    return [own, wrong('server', error)];
  }
  const log = createLog(io.stderr, 'fatal', [settings.secret]);
  const probot = new Probot({ ...settings, baseUrl, log, Octokit: AppOctokit });
  const octokit = await probot.auth();
  let answer: Awaited<ReturnType<typeof octokit.rest.apps.getAuthenticated>>;
  try {
    answer = await octokit.rest.apps.getAuthenticated();
  } catch (error) {
    return [own, refusal(error, settings.appId, baseUrl), ...clockChecks(dateOf(error), now())];
  }
  const { data, headers } = answer;
  if (!data?.slug) {
    return [own, { name: 'GitHub', status: 'wrong', says: `${baseUrl} gives the App no name` }];
  }
  const version = headers['x-github-enterprise-version'];
  const server = version === undefined ? '' : ` (GitHub Enterprise Server ${version})`;
  return [
    own,
    { name: 'GitHub', status: 'ok', says: `${baseUrl}${server} knows it as ${data.slug}` },
    ...clockChecks(headers.date, now()),
    ...registrationChecks(lacking(data)),
    installations(data.installations_count),
    ...(await webhookChecks(octokit)),
  ];
}

function refusal(error: unknown, appId: number, baseUrl: string): Check {
  return { name: 'GitHub', status: 'wrong', says: explainApp(error, appId, baseUrl) };
}

function dateOf(error: unknown): string | undefined {
  const { response } = error as { response?: { headers?: Record<string, unknown> } };
  const date = response?.headers?.['date'];
  return typeof date === 'string' ? date : undefined;
}

function registrationChecks({ events, permissions }: ReturnType<typeof lacking>): Check[] {
  const fix = "add it on the App's settings page; the owners then have to accept permissions";
  const one = (name: string, missing: string[]): Check =>
    missing.length === 0
      ? { name, status: 'ok', says: 'all that app.yml asks for' }
      : { name, status: 'wrong', says: `missing: ${missing.join(', ')}`, fix };
  return [one('permissions', permissions), one('events', events)];
}

function installations(count: number | undefined): Check {
  const name = 'installations';
  if (count === undefined || count > 0) {
    return {
      name,
      status: 'ok',
      says: count === undefined ? 'GitHub gives no number' : `${count}`,
    };
  }
  return { name, status: 'warning', says: 'none', fix: 'install the App on an account' };
}
