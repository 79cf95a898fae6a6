import { join } from 'node:path';
import { builtInAgents } from '../adapters/work-tree/built-in-agents.ts';
import { workTreeFiles } from '../adapters/work-tree/files.ts';
import { findWorkTreeRoot } from '../adapters/work-tree/find-root.ts';
import { readNamedFile } from '../adapters/work-tree/named-file.ts';
import type { AgentSources, RepositoryFiles } from '../review/agent-sources.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Agents as one's own machine has them: any path, the work tree around `cwd`, ours. */
export async function localAgentSources(cwd: string): Promise<AgentSources> {
  return {
    readFile: (path) => readNamedFile(cwd, path),
    ...repositoryAgentSources(workTreeFiles(await findWorkTreeRoot(cwd))),
  };
}

/** Agents of a repository and ours; no path outside of it can be named. */
export function repositoryAgentSources(repository: RepositoryFiles): AgentSources {
  return { repository, ...builtInAgents(join(PACKAGE_ROOT, 'agents')) };
}
