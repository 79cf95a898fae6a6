import { InvalidArgumentError, Option, type Command } from 'commander';
import { EFFORTS } from '../../core/config/config.ts';
import type { Effort } from '../../ports/model.ts';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';
import { addRangeOptions, checkRangeOptions, type RangeOptions } from './range-options.ts';
import { positive } from './review-options.ts';

export interface AskOptions extends RangeOptions {
  at?: AskedPlace;
  agent?: string;
  language?: string;
  model?: string;
  effort?: Effort;
  maxCost?: number;
  maxTime?: number;
  format: 'markdown' | 'json';
  output?: string;
  quiet?: true;
  record?: string;
  replay?: string;
}

/** A place in the code; without lines the whole file. */
export interface AskedPlace {
  path: string;
  startLine?: number;
  line?: number;
}

/** `backline ask`. `ask` does the work; it is handed in, since it needs the adapters. */
export function askCommand(
  io: CliIo,
  ask: (question: string, options: AskOptions) => Promise<void>,
): Command {
  const command = cliCommand('ask', io)
    .description('ask the agent about the branch, the code or a design')
    .argument('<question>', 'in any language; the answer is in the same one');
  return addRangeOptions(command, false)
    .addOption(new Option('--at <path[:line[-line]]>', 'the code that is meant').argParser(placeOf))
    .option(
      '--agent <name|file>',
      'who answers: an agent of .claude/agents/, one of ours, or a file',
    )
    .option('--language <tag>', 'answer in this language (default: that of the question)')
    .option('--model <id|alias>', "over the agent file's model, such as opus or sonnet")
    .addOption(new Option('--effort <level>', 'how hard the model thinks').choices(EFFORTS))
    .addOption(new Option('--max-cost <usd>', 'stop when this much is spent').argParser(positive))
    .addOption(new Option('--max-time <seconds>', 'stop after this time').argParser(positive))
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['markdown', 'json'])
        .default('markdown'),
    )
    .option('--output <file>', 'write the answer to a file instead of stdout')
    .option('--quiet', 'no progress')
    .option('--record <dir>', 'keep every exchange with the model in a folder')
    .option('--replay <dir>', 'answer from a folder that --record filled, offline')
    .addHelpText('after', EXAMPLES)
    .action(async (question: string, options: AskOptions) => {
      checkRangeOptions(options);
      await ask(question, options);
    });
}

function placeOf(text: string): AskedPlace {
  const match = /^(.+?)(?::(\d{1,9})(?:-(\d{1,9}))?)?$/.exec(text);
  const [, path, first, last] = match ?? [];
  if (path === undefined)
    throw new InvalidArgumentError('It must be PATH, PATH:LINE or PATH:LINE-LINE.');
  if (first === undefined) return { path };
  const [start, end] = [Number(first), Number(last ?? first)].sort((a, b) => a - b);
  if (start === 0) throw new InvalidArgumentError('Lines are counted from 1.');
  return { path, startLine: start!, line: end! };
}

const EXAMPLES = `
Examples:
  backline ask "Is this safe when two workers run it?" --at worker/claim.py:20-48
  backline ask "이 쿼리가 너무 느린데 최적화해줄 수 있어?" --at api/orders.ts:31
  backline ask "Design the API for cancelling an order"`;
