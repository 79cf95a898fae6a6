import { workTreeFiles } from '../../adapters/work-tree/files.ts';
import { findWorkTreeRoot } from '../../adapters/work-tree/find-root.ts';
import { writeConfig } from '../../core/config/write-config.ts';
import { CONFIG_PATHS, loadConfig, type LoadedConfig } from '../../review/load-config.ts';
import type { CliIo } from '../io.ts';

/** Says that the configuration is right. Throws a UserError that says where it is not. */
export async function checkConfig(io: CliIo): Promise<void> {
  const { source } = await load(io);
  io.stdout.write(
    source === null ? `no ${CONFIG_PATHS[0]}: the defaults hold\n` : `ok  ${source}\n`,
  );
}

/** Prints the configuration that holds here as a file that says all of it. Throws a UserError. */
export async function printConfig(io: CliIo): Promise<void> {
  const { config, source } = await load(io);
  io.stdout.write(`# ${source ?? 'defaults'}\n${writeConfig(config)}`);
}

async function load(io: CliIo): Promise<LoadedConfig> {
  return loadConfig(workTreeFiles(await findWorkTreeRoot(io.cwd)).read);
}
