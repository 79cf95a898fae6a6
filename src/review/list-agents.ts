import type { AgentDefinition } from '../core/agent/definition.ts';
import { parseAgentFile } from '../core/agent/parse-agent-file.ts';
import { UserError } from '../core/errors.ts';
import { AGENT_ROLES } from './agent-roles.ts';
import {
  AGENT_FOLDER,
  BUILT_IN,
  type AgentSources,
  type RepositoryFiles,
} from './agent-sources.ts';

/**
 * An agent that a name can call, or a file that can't be read as one, with the reason. One with a
 * `role` is called by Backline alone.
 */
export type ListedAgent =
  | { source: string; definition: AgentDefinition; role?: string }
  | { source: string; error: string };

/**
 * All agents that have a name here: the repository's in path order, then ours, less those whose
 * name the repository has taken; our roles, which go by no name, stay. Broken files are listed with
 * what is wrong.
 */
export async function listAgents(sources: AgentSources): Promise<ListedAgent[]> {
  const own: ListedAgent[] = [];
  for (const path of await agentPaths(sources.repository)) {
    const bytes = await sources.repository.read(path);
    if (bytes !== null) own.push(parseListed(bytes, path, path));
  }
  const taken = new Set(own.flatMap((agent) => ('definition' in agent ? callNames(agent) : [])));
  const ours: ListedAgent[] = [];
  for (const name of await sources.listBuiltIn()) {
    const role = AGENT_ROLES.get(name);
    const bytes = taken.has(name) && role === undefined ? null : await sources.builtIn(name);
    if (bytes === null) continue;
    const listed = parseListed(bytes, `${name}.md`, BUILT_IN);
    ours.push(role === undefined ? listed : { ...listed, role });
  }
  return [...own, ...ours];
}

/** Paths of the repository's agent files, sorted. */
export async function agentPaths(repository: RepositoryFiles): Promise<string[]> {
  const entries = await repository.list(AGENT_FOLDER);
  return entries
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${AGENT_FOLDER}/`) && path.endsWith('.md'))
    .sort();
}

/** The name that a file's own name gives it. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

function callNames(agent: { source: string; definition: AgentDefinition }): string[] {
  return [agent.definition.name, fileName(agent.source)];
}

function parseListed(bytes: Uint8Array, label: string, source: string): ListedAgent {
  try {
    return { source, definition: parseAgentFile(bytes, label) };
  } catch (error) {
    if (error instanceof UserError) return { source, error: error.message };
    throw error;
  }
}
