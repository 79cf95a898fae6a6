import { InvalidArgumentError, Option, type Command } from 'commander';
import { EFFORTS } from '../../core/config/config.ts';
import { LANGUAGE_TAG, LANGUAGE_TAG_LENGTH, LANGUAGE_TAG_WORDS } from '../../core/language-tag.ts';
import type { Effort } from '../../ports/model.ts';
import { FAIL_ON, type FailOn } from './exit-code.ts';
import type { RangeOptions } from './range-options.ts';

const FORMATS = ['terminal', 'json', 'markdown', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

/** What `backline review` was told, on top of what it looks at. */
export interface ReviewOptions extends RangeOptions {
  agent?: string;
  language?: string;
  model?: string;
  effort?: Effort;
  maxCost?: number;
  maxTime?: number;
  instructions?: string;
  format: Format;
  output?: string;
  failOn?: FailOn;
  verbose?: true;
  quiet?: true;
  estimate?: true;
  record?: string;
  replay?: string;
}

export function addReviewOptions(command: Command): Command {
  return command
    .option(
      '--agent <name|file>',
      'who reviews: an agent of .claude/agents/, one of ours, or a file',
    )
    .addOption(
      new Option(
        '--language <tag>',
        'write findings in this language, such as ko (default: that of the commits)',
      ).argParser(languageTag),
    )
    .option('--model <id|alias>', "over the agent file's model, such as opus or sonnet")
    .addOption(new Option('--effort <level>', 'how hard the model thinks').choices(EFFORTS))
    .addOption(new Option('--max-cost <usd>', 'stop when this much is spent').argParser(positive))
    .addOption(new Option('--max-time <seconds>', 'stop after this time').argParser(positive))
    .option('--instructions <text>', 'what to look at besides')
    .addOption(
      new Option('--format <format>', 'how to print the result')
        .choices(FORMATS)
        .default('terminal'),
    )
    .option('--output <file>', 'write the result to a file instead of stdout')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when a finding is at least this severe',
      ).choices(FAIL_ON),
    )
    .option(
      '--verbose',
      'what was not posted and why, and every file; with --estimate the whole brief',
    )
    .option('--quiet', 'no progress')
    .option('--estimate', 'what would be reviewed and what it would cost; asks no model')
    .option('--record <dir>', 'keep every exchange with the model in a folder')
    .option('--replay <dir>', 'answer from a folder that --record filled, offline');
}

/** Reads a language for an option, as the configuration's `language` is read. */
export function languageTag(text: string): string {
  if (text.length > LANGUAGE_TAG_LENGTH || !LANGUAGE_TAG.test(text)) {
    throw new InvalidArgumentError(`It must be ${LANGUAGE_TAG_WORDS}.`);
  }
  return text;
}

/** Reads a number above 0 for an option. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}
