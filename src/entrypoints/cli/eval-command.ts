import { InvalidArgumentError, Option, type Command } from 'commander';
import { EFFORTS } from '../../core/config/config.ts';
import type { Effort } from '../../ports/model.ts';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

/** What `backline eval` was told. */
export interface EvalOptions {
  /** Names or files, in the order given; empty for the default agent. */
  agent: string[];
  model?: string;
  effort?: Effort;
  judge: 'model' | 'place';
  cases?: string;
  concurrency: number;
  maxCost?: number;
  record?: string;
  replay?: string;
  format: 'table' | 'json';
  output?: string;
  verbose?: true;
  quiet?: true;
}

/** `backline eval`. `run` does the work; it is handed in, since it needs the adapters. */
export function evalCommand(
  io: CliIo,
  run: (dir: string, options: EvalOptions) => Promise<void>,
): Command {
  return cliCommand('eval', io)
    .description('try agents on changes whose flaws are known, and compare what they find')
    .argument('<cases>', 'a folder of cases, see docs/eval.md')
    .addOption(
      new Option('--agent <name|file>', 'who is tried; more than one for a comparison')
        .argParser((name: string, before: string[]) => [...before, name])
        .default([], 'backend-developer-expert'),
    )
    .option('--model <id|alias>', "over the agent files' models; the judge keeps its own")
    .addOption(new Option('--effort <level>', 'how hard the model thinks').choices(EFFORTS))
    .addOption(
      new Option('--judge <how>', 'what decides that a finding meets an expected one')
        .choices(['model', 'place'])
        .default('model'),
    )
    .option('--cases <glob>', 'only the cases with such a name')
    .addOption(
      new Option('--concurrency <n>', 'reviews at the same time').argParser(count).default(2),
    )
    .addOption(
      new Option('--max-cost <usd>', 'begin nothing more once this much is spent').argParser(
        positive,
      ),
    )
    .option('--record <dir>', 'keep every exchange with the model in a folder')
    .option('--replay <dir>', 'answer from a folder that --record filled, offline')
    .addOption(
      new Option('--format <format>', 'how to print the result')
        .choices(['table', 'json'])
        .default('table'),
    )
    .option('--output <file>', 'write the result to a file instead of stdout')
    .option('--verbose', 'what came of every finding of every case')
    .option('--quiet', 'no progress')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: EvalOptions) => {
      await run(dir, options);
    });
}

const EXAMPLES = `
Examples:
  backline eval cases --record answers
  backline eval cases --agent backend-developer-expert --agent .claude/agents/mine.md --max-cost 20
  backline eval cases --replay answers --format json --output eval.json
  backline eval cases --cases 'orders-*' --verbose

Exit codes: 0 every case was scored; 2 wrong usage, a broken case; 3 some were not run; 70 a fault
of ours; 130 interrupted.`;

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

function count(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('It must be 1 to 99.');
  return Number(text);
}
