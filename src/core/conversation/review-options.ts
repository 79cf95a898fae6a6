import { nearest } from '../nearest.ts';
import type { CommandProblem, ReviewCommand } from './command.ts';
import { splitWords } from './split-words.ts';

/** What `/review` takes, in the order of its help. */
const OPTIONS = ['--since', '--files', '--agent'] as const;
type Option = (typeof OPTIONS)[number];

const SHA = /^[0-9a-f]{7,64}$/i;
/** A name and never a path: whose agents may be used is not for a comment to say. */
const AGENT = /^[a-z0-9][\w.-]{0,99}$/i;
const MOST_GLOBS = 20;
const LONGEST_GLOB = 500;

/** Reads `[full] [--since SHA] [--files GLOB]… [--agent NAME]`. */
export function readReview(text: string): ReviewCommand | CommandProblem {
  const words = splitWords(text);
  if (!Array.isArray(words)) return words;
  const command: ReviewCommand = { kind: 'review', full: false, files: [] };
  for (let at = 0; at < words.length; at++) {
    const { text: word, quoted } = words[at] ?? { text: '', quoted: false };
    if (quoted || !word.startsWith('-')) {
      if (word.toLowerCase() !== 'full') {
        return { code: 'unexpected-word', command: 'review', word };
      }
      command.full = true;
      continue;
    }
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word : word.slice(0, equals)).toLowerCase();
    const option = OPTIONS.find((each) => each === name);
    if (option === undefined) {
      return {
        code: 'unknown-option',
        option: name,
        nearest: nearest(name, ['full', ...OPTIONS]) ?? 'full',
      };
    }
    const following = words[at + 1];
    let value = '';
    if (equals >= 0) value = word.slice(equals + 1);
    else if (following && (following.quoted || !following.text.startsWith('-'))) {
      value = following.text;
      at++;
    }
    if (value === '') return { code: 'missing-value', option };
    const problem = setOption(command, option, value);
    if (problem) return problem;
  }
  return command;
}

function setOption(command: ReviewCommand, option: Option, value: string): CommandProblem | null {
  switch (option) {
    case '--since':
      if (command.since !== undefined) return { code: 'repeated-option', option };
      if (!SHA.test(value)) return { code: 'bad-sha', value };
      command.since = value.toLowerCase();
      return null;
    case '--agent':
      if (command.agent !== undefined) return { code: 'repeated-option', option };
      if (!AGENT.test(value)) return { code: 'bad-agent', value };
      command.agent = value;
      return null;
    case '--files':
      if (value.length > LONGEST_GLOB) return { code: 'bad-glob', value, limit: LONGEST_GLOB };
      if (command.files.includes(value)) return null;
      if (command.files.length === MOST_GLOBS) return { code: 'too-many-globs', limit: MOST_GLOBS };
      command.files.push(value);
      return null;
  }
}
