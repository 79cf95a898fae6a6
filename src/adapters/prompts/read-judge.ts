import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAgentFile } from '../../core/agent/parse-agent-file.ts';
import type { JudgePrompts } from '../../core/eval/judgement.ts';

/** Reads the judge's agent file and its question from the package's `agents/` folder. */
export async function readJudge(agentsFolder: string): Promise<JudgePrompts> {
  const [judge, question] = await Promise.all(
    ['eval-judge.md', 'eval-question.md'].map((name) => readFile(join(agentsFolder, name), 'utf8')),
  );
  return { definition: parseAgentFile(judge!, 'eval-judge.md'), question: question! };
}
