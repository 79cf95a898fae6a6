import { EXIT, type CliIo } from '../io.ts';
import { besides, EARLIER_NAME, inspectHook, lstatOrNull } from './hook-file.ts';

/** Prints the hook's state; exit code 0 when it is installed and works, else 1. */
export async function showHookStatus(io: CliIo): Promise<void> {
  const hook = await inspectHook(io);
  const { found, path } = hook;
  const tell = (text: string): void => void io.stdout.write(`${text}\n`);
  io.exitCode = EXIT.findings;
  if (found.kind !== 'ours') {
    tell(
      found.kind === 'nothing'
        ? `Not installed: there is no ${path}`
        : `Not installed: ${path} is another hook, which an installation keeps`,
    );
    if ((await lstatOrNull(besides(hook, EARLIER_NAME))) !== null) {
      tell(`${EARLIER_NAME} is left from an earlier installation; it never runs`);
    }
    return;
  }
  const { settings } = found;
  const mode = settings.strict ? ', strict' : '';
  tell(`Installed: ${path} (at most ${settings.maxTime} s${mode})`);
  if (settings.earlier !== null) tell(`Runs first: ${settings.earlier.name}`);
  if (found.edited) tell('It was edited by hand');
  const gone: string[] = [];
  for (const file of [settings.node, settings.program]) {
    if ((await lstatOrNull(file)) === null) gone.push(file);
  }
  if (!found.executable) tell('It is not executable, so git does not run it: install it again');
  for (const file of gone) {
    tell(`${file} is gone, so it looks in node_modules/.bin and PATH: install it again`);
  }
  if (found.executable && gone.length === 0) io.exitCode = EXIT.ok;
}
