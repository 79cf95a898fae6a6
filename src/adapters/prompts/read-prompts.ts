import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sections, type Prompts } from '../../core/prompt/prompts.ts';

/** Reads the shipped prompt files from the package's `agents/` folder. */
export async function readPrompts(agentsFolder: string): Promise<Prompts> {
  const read = (name: string): Promise<string> => readFile(join(agentsFolder, name), 'utf8');
  const [reviewInstructions, tools, reviewQuestion, repairAnswer, repairAnchors, lastTurn] =
    await Promise.all([
      read('review-instructions.md'),
      read('review-tools.md'),
      read('review-question.md'),
      read('repair-answer.md'),
      read('repair-anchors.md'),
      read('last-turn.md'),
    ]);
  return {
    reviewInstructions,
    tools: sections(tools),
    reviewQuestion,
    repairAnswer,
    repairAnchors,
    lastTurn,
  };
}
