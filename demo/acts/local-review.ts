import { startClaude } from '../../test/support/claude/server.ts';
import { backline, environment } from '../command-line.ts';
import { scriptedModel } from '../scripted-model.ts';
import { announce, say } from '../stage.ts';
import type { Act, Setting } from './act.ts';

/** USD that the review may cost when there is a key. */
export const MOST_COST = 1;

/** The branch on the user's own machine: which of its files are read, then the review. */
export const localReview: Act = async (setting) => {
  if (!setting.scripted) return review(setting, null);
  const claude = await startClaude({ answer: scriptedModel });
  try {
    await review(setting, claude.url);
    const refused = claude.requests.find(({ error }) => error !== undefined);
    if (refused) throw new Error(`the stand-in refused a request: ${refused.error?.message}`);
    await say();
    await say('Tokens and cost are what the scripted talk would have come to; nothing was spent.');
  } finally {
    await claude.close();
  }
};

async function review({ repository, signal }: Setting, claudeUrl: string | null): Promise<void> {
  const where = { cwd: repository.dir, env: environment(claudeUrl), signal };
  await announce(
    'What the branch changes, and which of it is backend (no model is asked)',
    'backline diff --base main',
  );
  await backline(['diff', '--base', 'main'], [0], where);

  const limit = claudeUrl === null ? ['--max-cost', String(MOST_COST)] : [];
  const args = ['review', '--base', 'main', ...limit];
  await announce('The review of the backend files', `backline ${args.join(' ')}`);
  // 1 is a review with findings, which the scripted answers must lead to.
  const code = await backline(args, claudeUrl === null ? [0, 1] : [1], where);
  if (code === 0) return;
  await say();
  await say('It ended with exit code 1: there are findings of severity high or above (--fail-on).');
}
