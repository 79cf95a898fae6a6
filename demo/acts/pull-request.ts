import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startClaude, type ClaudeStandIn } from '../../test/support/claude/server.ts';
import type { IssueComment, PullRequest } from '../../test/support/github/model.ts';
import type { PullView } from '../../test/support/github/view.ts';
import { wrap } from '../../src/core/render/columns.ts';
import { host, HOSTED, USER, type Hosting } from '../hosting.ts';
import { layPage } from '../page/lay-page.ts';
import { readPage } from '../page/page.ts';
import { FIXES_MESSAGE } from '../repository.ts';
import { scriptedModel } from '../scripted-model.ts';
import { serveApp, type ServedApp } from '../server.ts';
import { announce, say, strong, width } from '../stage.ts';
import type { Act, Setting } from './act.ts';

const BRANCH = 'store-credit';
const TITLE = 'Pay orders with store credit';
const EMOJI: Record<string, string> = { eyes: '👀', rocket: '🚀', confused: '😕' };
/** A review by the model itself may take minutes; the scripted one that long has gone astray. */
const PATIENCE = { scripted: 60_000, model: 900_000 };
const LOOK_EVERY = 20;

/** The same branch as a pull request: the App reviews it, a second commit, and when it is asked. */
export const pullRequest: Act = async (setting) => {
  if (!setting.scripted) return withHosting(setting, null);
  const claude = await startClaude({ answer: scriptedModel });
  try {
    await withHosting(setting, claude);
  } finally {
    await claude.close();
  }
};

async function withHosting(setting: Setting, claude: ClaudeStandIn | null): Promise<void> {
  const hosting = await host(setting.repository);
  try {
    await withApp(setting, claude, hosting);
  } finally {
    await hosting.github.close();
  }
}

async function withApp(
  setting: Setting,
  claude: ClaudeStandIn | null,
  hosting: Hosting,
): Promise<void> {
  await announce(
    "The GitHub App, with a stand-in for GitHub on this machine: the branch's first review",
    'backline serve',
  );
  const served = await serveApp(hosting, {
    folder: join(setting.folder, 'app'),
    claudeUrl: claude?.url ?? null,
    signal: setting.signal,
  });
  try {
    await say(served.greeting);
    await perform(setting, { hosting, served, claude });
  } finally {
    await served.stop();
  }
}

interface Running {
  hosting: Hosting;
  served: ServedApp;
  claude: ClaudeStandIn | null;
}

async function perform(setting: Setting, running: Running): Promise<void> {
  const { github, push } = running.hosting;
  await say(`$ git push origin main ${BRANCH}`);
  await push('main', BRANCH);
  await tell(`${USER} opens a pull request, "${TITLE}". This is what the App leaves there:`);
  const pull = await github.openPullRequest({
    repo: HOSTED,
    head: BRANCH,
    title: TITLE,
    user: USER,
  });
  await until(() => isChecked(pull), setting, running);
  const first = await show(pull, null, setting, running);

  await announce(
    'A second commit mends three of the flaws, and brings a new one',
    `git commit -m "${FIXES_MESSAGE}"`,
    `git push origin ${BRANCH}`,
  );
  await setting.repository.commitFixes();
  await push(BRANCH);
  await tell('The App waits 3 seconds for further pushes, then it reviews the new head:');
  await until(() => isChecked(pull), setting, running);
  const second = await show(pull, first, setting, running);

  await announce('A comment asks for another review');
  const asked = await github.comment(HOSTED, pull.number, USER, '/review');
  await say(`${USER} comments: /review`);
  await until(() => isAnswered(asked), setting, running);
  const marks = asked.reactions.map(({ content }) => EMOJI[content] ?? content);
  await tell(`The App reacts to it with ${marks.join(', then ')}. Now there is:`);
  await show(pull, second, setting, running);
}

/** Whether each check of the head has come to its end, which is what a review does last. */
function isChecked({ repo, headSha }: PullRequest): boolean {
  const checks = repo.checkRuns.filter((run) => run.headSha === headSha);
  return checks.length > 0 && checks.every(({ status }) => status === 'completed');
}

/** Whether the last reaction is there; 👀 only says that the command was read. */
function isAnswered({ reactions }: IssueComment): boolean {
  return reactions.some(({ content }) => content !== 'eyes');
}

/** Throws when the App ends, takes too long, or the demo is to stop. */
async function until(
  condition: () => boolean,
  { scripted, signal }: Setting,
  { served }: Running,
): Promise<void> {
  const end = performance.now() + (scripted ? PATIENCE.scripted : PATIENCE.model);
  while (!condition()) {
    if (performance.now() > end) throw new Error(`the App took too long\n${served.log()}`);
    signal.throwIfAborted();
    await Promise.race([delay(LOOK_EVERY), served.failed]);
  }
  signal.throwIfAborted();
}

/** Prints what stands on the pull request. Throws when a scripted review did not come to its end. */
async function show(
  pull: PullRequest,
  before: PullView | null,
  { scripted }: Setting,
  { hosting, served, claude }: Running,
): Promise<PullView> {
  const now = await hosting.github.pull(HOSTED, pull.number);
  const page = readPage(now, before);
  for (const line of layPage(page, width, strong)) await say(line);
  const refused = claude?.requests.find(({ error }) => error !== undefined);
  if (refused) throw new Error(`the stand-in refused a request: ${refused.error?.message}`);
  if (scripted && page.check?.conclusion !== 'failure') {
    const why = page.check?.summary ?? 'there is no check';
    throw new Error(`the review did not come to its end: ${why}; the App's log:\n${served.log()}`);
  }
  return now;
}

/** A sentence between blank lines. */
async function tell(text: string): Promise<void> {
  await say();
  for (const line of wrap(text, width)) await say(line);
  await say();
}
