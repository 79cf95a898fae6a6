import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAgentFile } from '../../core/agent/parse-agent-file.ts';
import { UserError } from '../../core/errors.ts';

/**
 * The agents of the package's `agents/` folder. The other texts for the model that lie there have
 * no front matter and are no agents.
 */
export function builtInAgents(folder: string): {
  builtIn: (name: string) => Promise<Uint8Array | null>;
  listBuiltIn: () => Promise<string[]>;
} {
  const names = async (): Promise<string[]> =>
    (await readdir(folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => file.slice(0, -'.md'.length))
      .sort();
  const builtIn = async (name: string): Promise<Uint8Array | null> => {
    if (!(await names()).includes(name)) return null;
    const bytes = await readFile(join(folder, `${name}.md`));
    return isAgent(bytes) ? bytes : null;
  };
  const listBuiltIn = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const name of await names()) {
      if ((await builtIn(name)) !== null) found.push(name);
    }
    return found;
  };
  return { builtIn, listBuiltIn };
}

function isAgent(bytes: Uint8Array): boolean {
  try {
    parseAgentFile(bytes);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
