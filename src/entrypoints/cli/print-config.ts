import { workTreeFiles } from '../../adapters/work-tree/files.ts';
import { findWorkTreeRoot } from '../../adapters/work-tree/find-root.ts';
import { writeConfig } from '../../core/config/write-config.ts';
import { loadAgent } from '../../review/load-agent.ts';
import { CONFIG_PATHS, loadConfig, type LoadedConfig } from '../../review/load-config.ts';
import { repositoryAgentSources } from '../agent-sources.ts';
import type { CliIo } from '../io.ts';

/** Says that the configuration and its agent are right. Throws a UserError that says where not. */
export async function checkConfig(io: CliIo): Promise<void> {
  const { config, source, files } = await load(io);
  if (source !== null) await loadAgent(config.agent, repositoryAgentSources(files));
  io.stdout.write(
    source === null ? `no ${CONFIG_PATHS[0]}: the defaults hold\n` : `ok  ${source}\n`,
  );
}

/** Prints the configuration that holds here as a file that says all of it. Throws a UserError. */
export async function printConfig(io: CliIo): Promise<void> {
  const { config, source } = await load(io);
  io.stdout.write(`# ${source ?? 'defaults'}\n${writeConfig(config)}`);
}

async function load(
  io: CliIo,
): Promise<LoadedConfig & { files: ReturnType<typeof workTreeFiles> }> {
  const files = workTreeFiles(await findWorkTreeRoot(io.cwd));
  return { ...(await loadConfig(files)), files };
}
