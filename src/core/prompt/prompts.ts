/**
 * The texts that the model is told, as read from `agents/`. None of their words stands in code, so
 * that a user can read and judge all of them.
 */
export interface Prompts {
  reviewInstructions: string;
  /** Description of each tool, by name. */
  tools: ReadonlyMap<string, string>;
  reviewQuestion: string;
  repairAnswer: string;
  repairFindings: string;
  lastTurn: string;
  /** The body of the verifier's agent file. */
  verifier: string;
  verifyQuestion: string;
  answerQuestion: AnswerTexts;
  explainFinding: AnswerTexts;
  answerReply: AnswerTexts;
  /** Asks whether an earlier finding is fixed. */
  verifyFixed: AnswerTexts;
  /** What the finder is told of earlier reviews. */
  laterRound: string;
  /** The words around the repository's memory. */
  repositoryMemory: string;
}

/** What an answering agent is told: behind its role, and in its turn. */
export interface AnswerTexts {
  instructions: string;
  question: string;
}

/** Reads both texts of one file. Throws when one is missing. */
export function answerTexts(markdown: string, file: string): AnswerTexts {
  const found = sections(markdown);
  const [instructions, question] = [found.get('Instructions'), found.get('Question')];
  if (instructions === undefined || question === undefined) {
    throw new Error(`${file} needs a section "Instructions" and a section "Question"`);
  }
  return { instructions, question };
}

/** Reads `## name` sections of a Markdown text: the text below each heading, trimmed. */
export function sections(markdown: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of markdown.split(/^## /m).slice(1)) {
    const end = part.indexOf('\n');
    if (end >= 0) found.set(part.slice(0, end).trim(), part.slice(end + 1).trim());
  }
  return found;
}

/**
 * Puts values into `{{name}}` marks. Throws when a mark has no value: a prompt with a hole must
 * never be sent. Values are put in as they are; marks inside them are not read.
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_mark, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {{${name}}} in a prompt`);
    return value;
  });
}
