import { editLines, randomNumbers, writeLines } from './generate.ts';
import { spread } from './measure.ts';
import { printTable, type Row } from './table.ts';
import { startRunningApp, type RunningApp } from '../test/support/running-app.ts';
import { reviewAnswer } from '../test/support/scripted-reviewer.ts';

const FILES = 50;
const LINES = 60;
const RUNS = 5;

/**
 * The App between stand-ins for GitHub and the model: from the webhook to the posted review, with
 * a model that answers at once and finds one thing.
 */
export async function benchPullRequest(): Promise<void> {
  const running = await startRunningApp({
    checkContract: false,
    answer: (context) => reviewAnswer(context, [{ path: 'server/service0.ts', row: '' }]),
  });
  try {
    printTable(
      'A pull request, from webhook to posted review',
      `${FILES} changed files. GitHub's stand-in answers at once, unchecked, in this process; the\n` +
        `time is the App's and its git's. min / median / max of ${RUNS} pull requests.`,
      await rowsOf(running),
    );
  } finally {
    await running.stop();
  }
}

async function rowsOf(running: RunningApp): Promise<Row[]> {
  const { github } = running;
  const random = randomNumbers(FILES);
  const before = Array.from({ length: FILES }, (_, number) => ({
    path: `server/service${number}.ts`,
    lines: writeLines(LINES, random),
  }));
  await github.createRepository('acme/bench', {
    files: Object.fromEntries(before.map(({ path, lines }) => [path, `${lines.join('\n')}\n`])),
    collaborators: { dev: 'write' },
  });
  const seconds: number[] = [];
  let requests = 0;
  /** GitHub's API alone; git fetches besides. */
  const sentSince = (earlier: number): number =>
    github.requests.slice(earlier).filter(({ path }) => !path.includes('.git/')).length;
  for (let run = 0; run < RUNS; run++) {
    const branch = `topic${run}`;
    const files = Object.fromEntries(
      before.map(({ path, lines }) => [path, `${editLines(lines, random).join('\n')}\n`]),
    );
    await github.push('acme/bench', { branch, files, user: 'dev' });
    await github.idle();
    const earlier = github.requests.length;
    const started = performance.now();
    await github.openPullRequest({ repo: 'acme/bench', head: branch, user: 'dev' });
    await running.finished(run + 1);
    seconds.push((performance.now() - started) / 1000);
    requests = sentSince(earlier);
  }
  const earlier = github.requests.length;
  const more = { 'server/service0.ts': `${writeLines(LINES, random).join('\n')}\n` };
  await github.push('acme/bench', { branch: `topic${RUNS - 1}`, files: more, user: 'dev' });
  await running.finished(RUNS + 1);
  return [
    {
      what: 'requests to GitHub for a review, its token at hand',
      goal: '8',
      figure: String(requests),
    },
    { what: 'requests for the review of a push', goal: '8', figure: String(sentSince(earlier)) },
    {
      what: 'from webhook to posted review',
      goal: '0.5 s',
      figure: `${spread(seconds, (s) => s.toFixed(2))} s`,
    },
  ];
}
