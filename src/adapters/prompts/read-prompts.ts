import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAgentFile } from '../../core/agent/parse-agent-file.ts';
import {
  answerTexts,
  sections,
  type AnswerTexts,
  type Prompts,
} from '../../core/prompt/prompts.ts';

/** Reads the shipped prompt files from the package's `agents/` folder. */
export async function readPrompts(agentsFolder: string): Promise<Prompts> {
  const read = (name: string): Promise<string> => readFile(join(agentsFolder, name), 'utf8');
  const [instructions, tools, question, repairAnswer, repairFindings, lastTurn, verifier, claim] =
    await Promise.all(
      [
        'review-instructions.md',
        'review-tools.md',
        'review-question.md',
        'repair-answer.md',
        'repair-findings.md',
        'last-turn.md',
        'finding-verifier.md',
        'verify-question.md',
      ].map(read),
    );
  const texts = async (name: string): Promise<AnswerTexts> => answerTexts(await read(name), name);
  const [answerQuestion, explainFinding, answerReply, verifyFixed] = await Promise.all(
    ['answer-question.md', 'explain-finding.md', 'answer-reply.md', 'verify-fixed.md'].map(texts),
  );
  return {
    reviewInstructions: instructions!,
    tools: sections(tools!),
    reviewQuestion: question!,
    repairAnswer: repairAnswer!,
    repairFindings: repairFindings!,
    lastTurn: lastTurn!,
    verifier: parseAgentFile(verifier!, 'finding-verifier.md').body,
    verifyQuestion: claim!,
    answerQuestion: answerQuestion!,
    explainFinding: explainFinding!,
    answerReply: answerReply!,
    verifyFixed: verifyFixed!,
    laterRound: await read('later-round.md'),
    repositoryMemory: await read('repository-memory.md'),
  };
}
