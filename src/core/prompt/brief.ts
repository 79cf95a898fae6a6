import type { ChangedFile } from '../diff/model.ts';
import { escapeAttribute, fileText } from './change-text.ts';
import { languageName } from './language.ts';
import { fill, type Prompts } from './prompts.ts';

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
  description: Description | null;
  /** The files of this part of the change, in order. */
  files: ChangedFile[];
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
  /** Empty when the repository has no rules. */
  rules: string;
  change: string;
  question: string;
}

export function buildBrief(input: BriefInput): Brief {
  return {
    role: `${input.role.trim()}\n\n${input.prompts.reviewInstructions.trim()}\n`,
    rules: rulesText(input.rules),
    change: `${descriptionText(input.description)}<change>\n${input.files.map(fileText).join('')}</change>\n`,
    question: fill(input.prompts.reviewQuestion, {
      coverage: coverageText(input.files, input.others),
      language: languageName(input.language),
      instructions: input.instructions.trim() === '' ? '' : `\n${input.instructions.trim()}\n`,
    }).trim(),
  };
}

function rulesText(rules: RuleFile[]): string {
  if (rules.length === 0) return '';
  const documents = rules.map(
    ({ path, text }) => `<document path="${escapeAttribute(path)}">\n${text.trim()}\n</document>\n`,
  );
  return `# Rules of the repository\n\n${documents.join('')}`;
}

function descriptionText(description: Description | null): string {
  if (description === null) return '';
  const text = [description.title.trim(), description.body.trim()].filter(Boolean).join('\n\n');
  if (text === '') return '';
  // The closing tag is the one thing that could make quoted words look like ours.
  return `<description>\n${text.replaceAll('</', '<\\/')}\n</description>\n`;
}

function coverageText(files: ChangedFile[], others: BriefInput['others']): string {
  const shown = `The change above shows ${files.length} ${files.length === 1 ? 'file' : 'files'}.`;
  if (others.length === 0) return shown;
  const listed = others.slice(0, 100).map(({ path, reason }) => `- ${path} (${reason})`);
  if (others.length > listed.length) listed.push(`- and ${others.length - listed.length} more`);
  return `${shown} These files changed too and are not shown; read them with the tools where they matter:\n${listed.join('\n')}`;
}
