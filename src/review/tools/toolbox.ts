import type { ReviewInput } from '../review-input.ts';
import { listFilesTool } from './list-files.ts';
import { readFileTool, showBaseTool } from './read-file.ts';
import { searchTool } from './search.ts';
import type { Tool, ToolContext } from './tool.ts';

/** What the model may call: nothing when there is only a patch, else reading at two fixed trees. */
export function toolsFor({ head, base }: Pick<ReviewInput, 'head' | 'base'>): {
  tools: readonly Tool[];
  context: ToolContext | null;
} {
  if (head === null) return { tools: [], context: null };
  return {
    tools: [readFileTool, listFilesTool, searchTool, showBaseTool],
    context: { head, base },
  };
}
