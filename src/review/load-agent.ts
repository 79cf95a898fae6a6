import type { AgentDefinition } from '../core/agent/definition.ts';
import { parseAgentFile } from '../core/agent/parse-agent-file.ts';
import { UserError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { AGENT_ROLES } from './agent-roles.ts';
import { AGENT_FOLDER, BUILT_IN, type AgentSources } from './agent-sources.ts';
import { agentPaths, fileName, listAgents } from './list-agents.ts';

export interface LoadedAgent {
  definition: AgentDefinition;
  /** The path it was read from, or `built in`. */
  source: string;
}

/**
 * Finds an agent and reads it. What has a slash or ends in `.md` is a path. A name is looked for
 * in the repository's `.claude/agents/`: NAME.md there, NAME.md in a folder below, a file whose
 * front matter says that name; then among ours, but for those that have a role. A file that is found
 * but broken is an error, never a reason to take the next one.
 *
 * Throws a UserError for a file that isn't there, is broken, a role, or a name nobody has.
 */
export async function loadAgent(nameOrPath: string, sources: AgentSources): Promise<LoadedAgent> {
  if (isPath(nameOrPath)) return loadPath(nameOrPath, sources);
  return (
    (await loadFromRepository(nameOrPath, sources)) ??
    (await loadBuiltIn(nameOrPath, sources)) ??
    (await refuseUnknown(nameOrPath, sources))
  );
}

function isPath(text: string): boolean {
  return /[/\\]/.test(text) || text.endsWith('.md');
}

async function loadPath(path: string, sources: AgentSources): Promise<LoadedAgent> {
  const bytes = sources.readFile
    ? await sources.readFile(path)
    : await sources.repository.read(path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
  if (bytes === null) {
    const where = sources.readFile ? '' : ' in the repository';
    throw new UserError(`there is no agent file ${path}${where}; check the path.`);
  }
  return { definition: parseAgentFile(bytes, path), source: path };
}

async function loadFromRepository(
  name: string,
  { repository }: AgentSources,
): Promise<LoadedAgent | undefined> {
  const paths = await agentPaths(repository);
  const exact = `${AGENT_FOLDER}/${name}.md`;
  const byFile = paths.includes(exact) ? exact : paths.find((path) => fileName(path) === name);
  if (byFile !== undefined) {
    const bytes = await repository.read(byFile);
    if (bytes !== null) return { definition: parseAgentFile(bytes, byFile), source: byFile };
  }
  for (const path of paths) {
    const bytes = await repository.read(path);
    const definition = bytes === null ? undefined : readable(bytes, path);
    if (definition?.name === name) return { definition, source: path };
  }
  return undefined;
}

/** Other people's broken agents must not stop the one that was asked for. */
function readable(bytes: Uint8Array, path: string): AgentDefinition | undefined {
  try {
    return parseAgentFile(bytes, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function loadBuiltIn(name: string, sources: AgentSources): Promise<LoadedAgent | undefined> {
  if (!(await sources.listBuiltIn()).includes(name)) return undefined;
  const role = AGENT_ROLES.get(name);
  if (role !== undefined) {
    throw new UserError(
      `${name} is no reviewer but the ${role}, which Backline calls by itself. Known: ${(await reviewers(sources)).join(', ')}.`,
    );
  }
  const bytes = await sources.builtIn(name);
  if (bytes === null) return undefined;
  return { definition: parseAgentFile(bytes, `${name}.md`), source: BUILT_IN };
}

async function refuseUnknown(name: string, sources: AgentSources): Promise<never> {
  const known = await reviewers(sources);
  const closest = nearest(name, known);
  const hint = closest === undefined ? '' : ` The nearest is "${closest}".`;
  throw new UserError(
    `there is no agent ${JSON.stringify(name)}.${hint} Known: ${known.join(', ') || 'none'}.`,
  );
}

/** The names that can be asked for. */
async function reviewers(sources: AgentSources): Promise<string[]> {
  const listed = await listAgents(sources);
  return listed.flatMap((agent) =>
    'definition' in agent && agent.role === undefined ? [agent.definition.name] : [],
  );
}
