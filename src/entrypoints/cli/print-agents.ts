import { readNamedFile } from '../../adapters/work-tree/named-file.ts';
import { parseAgentFile } from '../../core/agent/parse-agent-file.ts';
import { UserError } from '../../core/errors.ts';
import { clip, columns, padEnd } from '../../core/render/columns.ts';
import { oneLine } from '../../core/render/prose.ts';
import { listAgents, type ListedAgent } from '../../review/list-agents.ts';
import { localAgentSources } from '../agent-sources.ts';
import { EXIT, type CliIo } from '../io.ts';

/**
 * Prints the agents that a name can call here, our roles apart from them, and the files that can't be
 * read as one.
 */
export async function printAgents(io: CliIo, format: 'text' | 'json'): Promise<void> {
  const listed = await listAgents(await localAgentSources(io.cwd));
  io.stdout.write(format === 'json' ? asJson(listed) : asText(listed, io.stdout.columns ?? 100));
}

/** Prints what each file is worth as an agent; the exit code says whether one is broken. */
export async function checkAgents(io: CliIo, files: string[]): Promise<void> {
  for (const file of files) io.stdout.write(await check(file, io));
}

async function check(file: string, io: CliIo): Promise<string> {
  const shown = oneLine(file);
  try {
    const bytes = await readNamedFile(io.cwd, file);
    if (bytes === null) throw new UserError(`${file}: there is no such file.`);
    const { name, repaired, warnings } = parseAgentFile(bytes, file);
    const state = repaired ? 'repaired' : 'ok      ';
    const notes = warnings.map((warning) => `          ${oneLine(warning)}\n`);
    return `${state}  ${shown} (${oneLine(name)})\n${notes.join('')}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.exitCode = EXIT.usage;
    return `broken    ${oneLine(error.message)}\n`;
  }
}

function asJson(listed: ListedAgent[]): string {
  const described = listed.flatMap((agent) => {
    if (!('definition' in agent)) return [];
    const { name, model, repaired, description, warnings } = agent.definition;
    const summary = firstLine(description);
    return [
      {
        name,
        ...(agent.role === undefined ? {} : { role: agent.role }),
        source: agent.source,
        model: model ?? null,
        repaired,
        description: summary,
        warnings,
      },
    ];
  });
  const agents = described.filter(({ role }) => role === undefined);
  const roles = described.filter(({ role }) => role !== undefined);
  const broken = listed.filter((agent) => 'error' in agent);
  return `${JSON.stringify({ schema: 'backline.agents/1', agents, roles, broken }, null, 2)}\n`;
}

function asText(listed: ListedAgent[], width: number): string {
  const hasRole = (agent: ListedAgent): boolean => 'role' in agent;
  const named = listed.filter((agent) => !hasRole(agent));
  const roles = listed.filter(hasRole);
  const agents = named.length === 0 ? 'No agents here.\n' : rows(named, width);
  return roles.length === 0 ? agents : `${agents}\n${ROLES}\n${rows(roles, width)}`;
}

const ROLES = 'Roles, which Backline calls by itself (--agent takes none of them):';

function rows(listed: ListedAgent[], width: number): string {
  const all = listed.map((agent) => {
    if ('error' in agent) return { cells: ['(broken)', '', agent.source], about: agent.error };
    const { name, model, repaired, description } = agent.definition;
    const source = repaired ? `${agent.source} (repaired)` : agent.source;
    const role = agent.role === undefined ? '' : `, ${agent.role}`;
    return { cells: [name, model ?? '', `${source}${role}`], about: firstLine(description) };
  });
  const shown = all.map(({ cells, about }) => ({
    cells: cells.map(oneLine),
    about: oneLine(about),
  }));
  const widths = [0, 1].map((column) =>
    Math.max(...shown.map(({ cells }) => columns(cells[column] ?? ''))),
  );
  return shown
    .map(({ cells, about }) => {
      const line = cells.map((cell, column) => padEnd(cell, widths[column] ?? 0)).join('  ');
      return `${line.trimEnd()}\n  ${clip(about, Math.max(20, width - 2))}\n`;
    })
    .join('');
}

function firstLine(description: string): string {
  return description.trim().split('\n', 1)[0] ?? '';
}
