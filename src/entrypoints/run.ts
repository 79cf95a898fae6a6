import { CommanderError } from 'commander';
import { Interrupted } from '../review/stops.ts';
import { explainFailure } from './failure.ts';
import { EXIT, type CliIo } from './io.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line and sets `io.exitCode`. Never throws: what the user did wrong, or
 * what is out of reach, becomes one line, a fault of ours its stack, both on stderr.
 */
export async function run(args: string[], io: CliIo): Promise<void> {
  try {
    await createProgram(io).parseAsync(args, { from: 'user' });
    if (io.signal.aborted && io.endsBySignal !== true) io.exitCode = EXIT.interrupted;
  } catch (error) {
    io.exitCode = report(error, io);
  }
}

function report(error: unknown, io: CliIo): number {
  // Ctrl-C ends whatever is under way, so what fails after it is a consequence of it.
  if (io.signal.aborted || error instanceof Interrupted) {
    io.stderr.write('backline: interrupted\n');
    return EXIT.interrupted;
  }
  // Help and version arrive as "errors" with code 0; commander has printed the others itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const failure = explainFailure(error);
  if (failure !== null) {
    io.stderr.write(`backline: ${failure.line}\n`);
    // Findings that were printed before count, whatever became of the rest.
    return failure.code === EXIT.incomplete && io.exitCode === EXIT.findings
      ? EXIT.findings
      : failure.code;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`backline: this is a fault of Backline, please report it.\n${stack}\n`);
  return EXIT.fault;
}
