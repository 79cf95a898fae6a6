import { discoveryEnvironment } from '../../adapters/git/environment.ts';
import { GitError, runGit } from '../../adapters/git/run-git.ts';
import { workTreeFiles } from '../../adapters/work-tree/files.ts';
import type { Config } from '../../core/config/config.ts';
import { defaultConfig } from '../../core/config/default-config.ts';
import { UserError } from '../../core/errors.ts';
import { loadAgent } from '../../review/load-agent.ts';
import { loadConfig } from '../../review/load-config.ts';
import { repositoryAgentSources } from '../agent-sources.ts';
import type { Check } from './check.ts';

type Environment = Record<string, string | undefined>;

/** What the repository around a folder says, as far as it can be read. */
export interface RepositoryFound {
  checks: Check[];
  /** The model that reviews here are asked of, by the configuration or the agent's file. */
  model: string | undefined;
}

/** The repository around `cwd`, its configuration and its agent. `hasGit`: git can be asked. */
export async function repositoryChecks(
  cwd: string,
  env: Environment,
  hasGit: boolean,
): Promise<RepositoryFound> {
  const { root, check } = await findRoot(cwd, env, hasGit);
  const files = workTreeFiles(root ?? cwd);
  const checks = [check];
  let config: Config = defaultConfig();
  if (root !== null) {
    try {
      const loaded = await loadConfig(files);
      ({ config } = loaded);
      const says = loaded.source ?? 'none: the defaults hold';
      checks.push({ name: 'configuration', status: 'ok', says });
    } catch (error) {
      checks.push(wrong('configuration', error, 'mend the file: docs/configuration.md'));
    }
  }
  try {
    const { definition, source } = await loadAgent(config.agent, repositoryAgentSources(files));
    const repaired = definition.repaired ? ', its front matter was repaired' : '';
    checks.push({
      name: 'agent',
      status: 'ok',
      says: `${definition.name} (${source})${repaired}`,
    });
    const model = config.roles.finder?.model ?? config.model ?? definition.model;
    return { checks, model };
  } catch (error) {
    checks.push(wrong('agent', error, 'backline agents list shows those that there are'));
    return { checks, model: config.roles.finder?.model ?? config.model };
  }
}

async function findRoot(
  cwd: string,
  env: Environment,
  hasGit: boolean,
): Promise<{ root: string | null; check: Check }> {
  const name = 'repository';
  const none: Check = { name, status: 'off', says: `none around ${cwd}` };
  if (!hasGit) return { root: null, check: { name, status: 'off', says: 'git is needed to look' } };
  try {
    const options = { cwd, env: discoveryEnvironment(env) };
    const { stdout } = await runGit(['rev-parse', '--show-toplevel'], options);
    const root = stdout.toString().replace(/\r?\n$/, '');
    return { root, check: { name, status: 'ok', says: root } };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (!error.stderr.includes('dubious ownership')) return { root: null, check: none };
    const fix = `git config --global --add safe.directory ${cwd}`;
    const says = `${cwd} belongs to another user, so git refuses to read it`;
    return { root: null, check: { name, status: 'wrong', says, fix } };
  }
}

/** What a UserError says; any other error is a fault of ours and goes on. */
export function wrong(name: string, error: unknown, fix?: string): Check {
  if (!(error instanceof UserError)) throw error;
  return { name, status: 'wrong', says: error.message, ...(fix === undefined ? {} : { fix }) };
}
