#!/usr/bin/env node
import { EXIT, type CliIo } from './io.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `backline: Node ${process.versions.node} is too old: 22.18 or later is needed.\n`,
  );
  process.exit(EXIT.usage);
}

/** The process: signals in, an exit code out. Everything else is a function of `CliIo`. */
const interrupt = new AbortController();
const io: CliIo = {
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interrupt.signal,
  exitCode: EXIT.ok,
};

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // A second one does not wait for anything.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  });
}
// A reader that has seen enough (`| head`) is no fault of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(io.exitCode);
  process.stderr.write(`backline: the output can't be written (${error.code ?? error.message})\n`);
  process.exit(EXIT.usage);
});

const { run } = await import('./run.ts');
await run(process.argv.slice(2), io);
process.exitCode = io.exitCode;
