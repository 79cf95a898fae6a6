import { z } from 'zod';
import type { Snapshot } from '../../ports/repository.ts';
import { cleanPath, defineTool, ToolInputError } from './tool.ts';

const MOST_ENTRIES = 300;

export const listFilesTool = defineTool({
  name: 'list_files',
  input: z.strictObject({ under: z.string().optional() }),
  async run({ under }, { head }) {
    const folder = cleanPath(under ?? '');
    const entries = await head.list(folder === '' ? undefined : folder);
    if (entries.length === 0) {
      if (folder === '') return 'The repository is empty.';
      throw new ToolInputError(await nearestFolder(folder, head));
    }
    if (entries.length <= MOST_ENTRIES) return entries.map(({ path }) => path).join('\n');
    return folders(
      entries.map(({ path }) => path),
      folder,
    );
  },
  describe: ({ under }) => `listing ${under ?? 'the repository'}`,
});

/** One level of a large folder: its files, and its subfolders with the number of files below. */
function folders(paths: string[], folder: string): string {
  const prefix = folder === '' ? '' : `${folder}/`;
  const counts = new Map<string, number>();
  const files: string[] = [];
  for (const path of paths) {
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    if (slash < 0) files.push(path);
    else {
      const name = `${prefix}${rest.slice(0, slash)}/`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const lines = [...counts].map(([name, count]) => `${name} (${count} files)`);
  const all = [...lines, ...files];
  const cut = all.slice(0, MOST_ENTRIES);
  if (cut.length < all.length) cut.push(`[and ${all.length - cut.length} more]`);
  return cut.join('\n');
}

/** What there is of a path that is no folder: the longest part of it that exists. */
async function nearestFolder(folder: string, head: Snapshot): Promise<string> {
  const parts = folder.split('/');
  while (parts.pop() !== undefined && parts.length > 0) {
    const parent = parts.join('/');
    if ((await head.list(parent)).length > 0) return `There is no ${folder}; there is ${parent}.`;
  }
  return `There is no ${folder}. Without \`under\` the whole repository is listed.`;
}
