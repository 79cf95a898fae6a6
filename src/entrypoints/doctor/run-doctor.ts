import { operatorFile, loadOperator } from '../operator.ts';
import { defaultOperator, type Operator } from '../../core/operator/operator.ts';
import { readAppSettings, withDotEnv, type AppSettings } from '../app/settings.ts';
import type { CliIo } from '../io.ts';
import type { Check, Section } from './check.ts';
import { claudeChecks } from './claude-checks.ts';
import { cacheCheck, dataFolderCheck, gitCheck, nodeCheck } from './machine-checks.ts';
import { repositoryChecks, wrong } from './repository-checks.ts';
import { storeChecks } from './store-checks.ts';

type Environment = Record<string, string | undefined>;

/**
 * Looks at everything that Backline needs here, one section for each thing. Nothing that is wrong
 * keeps the rest from being looked at. `now` is in milliseconds.
 */
export async function runDoctor(io: CliIo, now: () => number = Date.now): Promise<Section[]> {
  const app = readApp(io);
  const { env } = app;
  const git = await gitCheck(io.cwd, env);
  const serves = app.settings !== null || app.check.status === 'wrong';
  const machine = [
    nodeCheck(process.versions.node),
    git,
    ...(serves || env['BACKLINE_DATA']
      ? [await dataFolderCheck(io.cwd, env), await cacheCheck(io.cwd, env)]
      : []),
  ];
  const { operator, check } = await readOperator(io.cwd, env);
  const repository = await repositoryChecks(io.cwd, env, git.status === 'ok');
  const hasOwnKey = Boolean(io.env['ANTHROPIC_API_KEY'] || io.env['ANTHROPIC_AUTH_TOKEN']);
  return [
    { title: 'Machine', checks: machine },
    { title: 'Repository', checks: repository.checks },
    { title: 'Operator', checks: [check] },
    { title: 'Claude', checks: await claudeChecks(env, repository.model, operator, !hasOwnKey) },
    ...(serves || env['DATABASE_URL']
      ? [{ title: 'Store', checks: await storeChecks(io.cwd, env) }]
      : []),
    { title: 'GitHub App', checks: await lookAtApp(io, app, now) },
  ];
}

interface AppFound {
  /** What `serve` would see; without an App, `.env` is nothing to anybody. */
  env: Environment;
  settings: AppSettings | null;
  /** Shown where there are no settings. */
  check: Check;
}

function readApp(io: CliIo): AppFound {
  try {
    const env = withDotEnv(io.env, io.cwd);
    const settings = readAppSettings(env, io.cwd);
    const says = 'none is configured: backline serve offers to register one';
    const check: Check = { name: 'settings', status: 'off', says };
    return { env: settings === null ? io.env : env, settings, check };
  } catch (error) {
    return { env: io.env, settings: null, check: wrong('settings', error) };
  }
}

async function lookAtApp(
  io: CliIo,
  { env, settings, check }: AppFound,
  now: () => number,
): Promise<Check[]> {
  if (settings === null) return [check];
  // Probot takes a while to load, which nobody should wait for who has no App.
  const { appChecks } = await import('./app-checks.ts');
  return appChecks(io, env, settings, now);
}

async function readOperator(
  cwd: string,
  env: Environment,
): Promise<{ operator: Operator; check: Check }> {
  const name = 'BACKLINE_CONFIG';
  const path = operatorFile(env, cwd);
  const says = 'not set: every repository and model, and no limit of cost';
  if (path === null) return { operator: defaultOperator(), check: { name, status: 'off', says } };
  try {
    const operator = await loadOperator(env, cwd);
    return { operator, check: { name, status: 'ok', says: path } };
  } catch (error) {
    return { operator: defaultOperator(), check: wrong(name, error, 'mend it: docs/operating.md') };
  }
}
