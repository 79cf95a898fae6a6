import { usesColor } from '../src/entrypoints/cli/color.ts';

/** Whoever read the demo's output has closed it (`npm run demo | head`). */
export class ReaderLeft extends Error {
  override name = 'ReaderLeft';
}

const stdout = process.stdout;
// Each write tells its own failure; without a listener the first one would end the process.
stdout.on('error', () => undefined);

const color = usesColor(stdout, process.env);

/** Columns to lay text out for. */
export const width = stdout.isTTY ? stdout.columns : 100;

export function strong(text: string): string {
  return color ? `\x1b[1m${text}\x1b[0m` : text;
}

/** Prints a line. Throws ReaderLeft when nobody reads any more. */
export function say(line = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(`${line}\n`, (error) => {
      if (error) reject(new ReaderLeft('stdout is closed', { cause: error }));
      else resolve();
    });
  });
}

/** What comes next, and the commands that a user would type for it. */
export async function announce(heading: string, ...commands: string[]): Promise<void> {
  await say();
  await say(strong(`== ${heading}`));
  await say();
  for (const command of commands) await say(`$ ${command}`);
}
