import type { ReviewInput } from '../review-input.ts';
import { findDefinitionTool, findReferencesTool } from './find-name.ts';
import { listFilesTool } from './list-files.ts';
import { readFileTool, showBaseTool } from './read-file.ts';
import { searchTool } from './search.ts';
import type { Tool, ToolContext } from './tool.ts';

const TOOLS = [
  readFileTool,
  findDefinitionTool,
  findReferencesTool,
  searchTool,
  listFilesTool,
  showBaseTool,
];

/** What the model may call: nothing when there is only a patch, else reading at two fixed trees. */
export function toolsFor({ head, base, change }: Pick<ReviewInput, 'head' | 'base' | 'change'>): {
  tools: readonly Tool[];
  context: ToolContext | null;
} {
  if (head === null) return { tools: [], context: null };
  const renamed = new Map(
    change.files.flatMap(({ path, previousPath }): [string, string][] =>
      previousPath === undefined
        ? []
        : [
            [path, previousPath],
            [previousPath, path],
          ],
    ),
  );
  return { tools: TOOLS, context: { head, base, renamed } };
}
