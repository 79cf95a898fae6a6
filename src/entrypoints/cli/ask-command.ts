import { InvalidArgumentError, Option, type Command } from 'commander';
import { EFFORTS } from '../../core/config/config.ts';
import type { Effort } from '../../ports/model.ts';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';
import { addRangeOptions, checkRangeOptions, type RangeOptions } from './range-options.ts';
import { languageTag, positive } from './review-options.ts';

const FORMATS = ['terminal', 'json', 'markdown'] as const;

export interface AskOptions extends RangeOptions {
  at?: AskedPlace;
  agent?: string;
  language?: string;
  model?: string;
  effort?: Effort;
  maxCost?: number;
  maxTime?: number;
  format: (typeof FORMATS)[number];
  output?: string;
  quiet?: true;
  record?: string;
  replay?: string;
}

/** A place in the code, its path as the user typed it; without lines the whole file. */
export interface AskedPlace {
  path: string;
  startLine?: number;
  line?: number;
}

/** `backline ask`. `ask` does the work; it is handed in, since it needs the adapters. */
export function askCommand(
  io: CliIo,
  ask: (question: string, options: AskOptions, paths: string[]) => Promise<void>,
): Command {
  const command = cliCommand('ask', io)
    .description('ask the agent about the branch, the code or a design')
    .argument('<question>', 'in any language; the answer comes in the same one');
  return addRangeOptions(command)
    .addOption(new Option('--at <path[:line[-line]]>', 'the code that is meant').argParser(placeOf))
    .option(
      '--agent <name|file>',
      'who answers: an agent of .claude/agents/, one of ours, or a file',
    )
    .addOption(
      new Option(
        '--language <tag>',
        'answer in this language, such as ko (default: that of the question)',
      ).argParser(languageTag),
    )
    .option('--model <id|alias>', "over the agent file's model, such as opus or sonnet")
    .addOption(new Option('--effort <level>', 'how hard the model thinks').choices(EFFORTS))
    .addOption(new Option('--max-cost <usd>', 'stop when this much is spent').argParser(positive))
    .addOption(new Option('--max-time <seconds>', 'stop after this time').argParser(positive))
    .addOption(
      new Option('--format <format>', 'how to print the answer')
        .choices(FORMATS)
        .default('terminal'),
    )
    .option('--output <file>', 'write the answer to a file instead of stdout')
    .option('--quiet', 'no progress and no cost')
    .option('--record <dir>', 'keep every exchange with the model in a folder')
    .option('--replay <dir>', 'answer from a folder that --record filled, offline')
    .addHelpText('after', EXAMPLES)
    .action(async (question: string, paths: string[], options: AskOptions) => {
      checkRangeOptions(options);
      await ask(question, options, paths);
    });
}

function placeOf(text: string): AskedPlace {
  const [, path = '', first, last] = /^(.+?)(?::(\d{1,9})(?:-(\d{1,9}))?)?$/.exec(text) ?? [];
  if (path === '') throw new InvalidArgumentError('It must be PATH, PATH:LINE or PATH:LINE-LINE.');
  if (first === undefined) return { path };
  const [startLine, line] = [Number(first), Number(last ?? first)];
  if (startLine === 0) throw new InvalidArgumentError('Lines are counted from 1.');
  if (line < startLine) throw new InvalidArgumentError('The last line comes before the first.');
  return { path, startLine, line };
}

const EXAMPLES = `
Examples:
  backline ask "Is this safe when two workers run it?" --at worker/claim.py:20-48
  backline ask "이 쿼리가 너무 느린데 최적화해줄 수 있어?" --at api/orders.ts:31
  backline ask "Design the API for cancelling an order" --format markdown --output design.md

Exit codes: 0 answered; 2 wrong usage or configuration; 3 no answer (model, network, budget, time);
70 a fault of ours; 130 interrupted.`;
