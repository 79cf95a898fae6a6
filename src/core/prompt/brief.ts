import { escapeAttribute, shownText } from './change-text.ts';
import { languageName } from './language.ts';
import { overviewText, shortenedFiles } from './overview.ts';
import { fill, type Prompts } from './prompts.ts';
import type { ShownFile } from './shown-file.ts';

/** A file of the repository that holds rules for it: CLAUDE.md and its like. */
export interface RuleFile {
  path: string;
  text: string;
}

/** What the change says of itself: a pull request's title and body, or the commits' messages. */
export interface Description {
  title: string;
  body: string;
}

export interface BriefInput {
  prompts: Prompts;
  /** The agent file's body. */
  role: string;
  rules: RuleFile[];
  /** What the repository does not want reported, with the words around it; empty for nothing. */
  memory: string;
  description: Description | null;
  /** The files of this part of the change, in order, as they are shown. */
  files: readonly ShownFile[];
  /** Files of the change that are not shown here, with the reason. */
  others: { path: string; reason: string }[];
  /** A BCP 47 tag. */
  language: string;
  /** What the user wants looked at besides, empty for nothing. */
  instructions: string;
}

/**
 * What the finder is told, in the order of the cached prefix: role and instructions are the same
 * for every review, rules for every review of a repository, the change for every request of a
 * review; the question comes last.
 */
export interface Brief {
  role: string;
  /** What the repository demands, then what it does not want reported; empty when it says neither. */
  rules: string;
  change: string;
  question: string;
}

export function buildBrief(input: BriefInput): Brief {
  return {
    role: `${input.role.trim()}\n\n${input.prompts.reviewInstructions.trim()}\n`,
    rules: rulesText(input.rules, input.memory),
    change: changeText(input),
    question: fill(input.prompts.reviewQuestion, {
      coverage: coverageText(input.files, input.others),
      language: languageName(input.language),
      instructions: input.instructions.trim() === '' ? '' : `\n${input.instructions.trim()}\n`,
    }).trim(),
  };
}

/** What the change says of itself, what it consists of, then its rows. */
function changeText({ description, files }: BriefInput): string {
  const overview = files.length > 1 ? overviewText(files) : '';
  return `${descriptionText(description)}<change>\n${overview}${files.map(shownText).join('')}</change>\n`;
}

/**
 * The repository's rules, then its memory, as the part of the system prompt that they are; empty
 * without any.
 */
export function rulesText(rules: RuleFile[], memory: string): string {
  if (rules.length === 0) return memory;
  const documents = rules.map(
    ({ path, text }) => `<document path="${escapeAttribute(path)}">\n${text.trim()}\n</document>\n`,
  );
  const text = `# Rules of the repository\n\n${documents.join('')}`;
  return memory === '' ? text : `${text}\n${memory}`;
}

/** What the change says of itself, as quoted material. */
export function descriptionText(description: Description | null): string {
  if (description === null) return '';
  const text = [description.title.trim(), description.body.trim()].filter(Boolean).join('\n\n');
  if (text === '') return '';
  // The closing tag is the one thing that could make quoted words look like ours.
  return `<description>\n${text.replaceAll('</', '<\\/')}\n</description>\n`;
}

/** Paths that are listed one by one; of more only the number is told. */
const MOST_LISTED = 100;

function coverageText(files: readonly ShownFile[], others: BriefInput['others']): string {
  const parts = [
    `The change above shows ${files.length} ${files.length === 1 ? 'file' : 'files'}.`,
    ...listed(
      'Not all rows of these files are shown, as the notes in brackets say; read_file and show_base have them:',
      shortenedFiles(files).map(({ path, rows }) => `${path} (${rows} rows)`),
    ),
    ...listed(
      'These files changed too and are not shown; read them with the tools where they matter:',
      others.map(({ path, reason }) => `${path} (${reason})`),
    ),
  ];
  return parts.join('\n\n');
}

function listed(heading: string, all: string[]): string[] {
  if (all.length === 0) return [];
  const lines = all.slice(0, MOST_LISTED).map((each) => `- ${each}`);
  if (all.length > lines.length) lines.push(`- and ${all.length - lines.length} more`);
  return [`${heading}\n${lines.join('\n')}`];
}
