import { usesColor } from '../src/entrypoints/cli/color.ts';

/** Whoever read the demo's output has closed it (`npm run demo | head`). */
export class ReaderLeft extends Error {
  override name = 'ReaderLeft';
}

const stdout = process.stdout;
// Each write tells its own failure; without a listener the first one would end the process.
stdout.on('error', () => undefined);

const [strong, plain] = usesColor(stdout, process.env) ? ['\x1b[1m', '\x1b[0m'] : ['', ''];

/** Prints a line. Throws ReaderLeft when nobody reads any more. */
export function say(line = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(`${line}\n`, (error) => {
      if (error) reject(new ReaderLeft('stdout is closed', { cause: error }));
      else resolve();
    });
  });
}

/** What comes next, and the command that a user would type for it. */
export async function announce(heading: string, command: string): Promise<void> {
  await say();
  await say(`${strong}== ${heading}${plain}`);
  await say();
  await say(`$ ${command}`);
}
