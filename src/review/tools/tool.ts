import { z } from 'zod';
import type { Snapshot } from '../../ports/repository.ts';
import type { ToolDefinition } from '../../ports/model.ts';

/** The trees that the model's tools may read: objects alone, at two fixed ids. */
export interface ToolContext {
  head: Snapshot;
  /** Null when there is nothing before the change (a first commit, say). */
  base: Snapshot | null;
  /** The other name of each renamed file: the old one by the new one, and the other way round. */
  renamed: ReadonlyMap<string, string>;
  signal?: AbortSignal;
}

/** A tool that the model may call: it reads, and answers in text. */
export interface Tool {
  name: string;
  input: z.ZodType;
  run(input: unknown, context: ToolContext): Promise<string>;
  /** A few words for the progress line, such as `reading src/a.ts`. */
  describe(input: unknown): string;
}

/** What the model did wrong in a call; the message goes back to it as the tool's answer. */
export class ToolInputError extends Error {
  override name = 'ToolInputError';
}

/** Binds a schema to a typed `run`, so that each tool reads checked input. */
export function defineTool<T>(tool: {
  name: string;
  input: z.ZodType<T>;
  run(input: T, context: ToolContext): Promise<string>;
  describe(input: T): string;
}): Tool {
  const parse = (input: unknown): T => {
    const parsed = tool.input.safeParse(input);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`,
    );
    const keys = Object.keys(tool.input instanceof z.ZodObject ? tool.input.shape : {});
    throw new ToolInputError(
      `The input does not fit: ${problems.join('; ')}. ${tool.name} takes ${keys.join(', ')}.`,
    );
  };
  return {
    name: tool.name,
    input: tool.input,
    run: async (input, context) => tool.run(parse(input), context),
    describe(input) {
      const parsed = tool.input.safeParse(input);
      return parsed.success ? tool.describe(parsed.data) : tool.name;
    },
  };
}

/** A tool as the API wants it; the description is the one that `agents/` holds. */
export function toolDefinition(
  tool: Tool,
  descriptions: ReadonlyMap<string, string>,
): ToolDefinition {
  const description = descriptions.get(tool.name);
  if (description === undefined) throw new Error(`no description for the tool ${tool.name}`);
  const { $schema: _, ...inputSchema } = z.toJSONSchema(tool.input, { io: 'input' });
  return { name: tool.name, description, inputSchema };
}

/**
 * A repository path as the model writes it: relative, without `./`, a leading or a trailing slash,
 * and with `..` followed. One that leads out of the repository keeps its `..` and names nothing.
 */
export function cleanPath(written: string): string {
  const parts: string[] = [];
  for (const part of written.trim().split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
