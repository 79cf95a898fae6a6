import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { cleanPath, defineTool, ToolInputError } from './tool.ts';

const MOST_MATCHES = 100;
const LONGEST_LINE = 300;

export const searchTool = defineTool({
  name: 'search',
  input: z.strictObject({
    pattern: z.string(),
    under: z.string().optional(),
    ignore_case: z.boolean().optional(),
  }),
  async run({ pattern, under, ignore_case }, { head, signal }) {
    const folder = cleanPath(under ?? '');
    try {
      const { matches, truncated } = await head.search(pattern, {
        limit: MOST_MATCHES,
        ...(folder === '' ? {} : { under: [folder] }),
        ...(ignore_case === undefined ? {} : { ignoreCase: ignore_case }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (matches.length === 0) return noMatch(pattern, folder);
      const lines = matches.map(
        ({ path, line, text }) => `${path}:${line}|${text.slice(0, LONGEST_LINE)}`,
      );
      if (truncated) lines.push(`[only the first ${MOST_MATCHES} matches]`);
      return lines.join('\n');
    } catch (error) {
      if (error instanceof UserError) throw new ToolInputError(error.message);
      throw error;
    }
  },
  describe: ({ pattern }) => `searching ${pattern}`,
});

/** An empty answer is easily taken for proof: say where it looked, and what a pattern may have meant. */
function noMatch(pattern: string, folder: string): string {
  const where = folder === '' ? 'the repository' : folder;
  const perl = /\\[dDsSwW]|\(\?|[*+?]\?/.test(pattern)
    ? ' The pattern is POSIX ERE: [0-9] for \\d, [[:space:]] for \\s, no look-around.'
    : '';
  return `No match in ${where}.${perl}`;
}
