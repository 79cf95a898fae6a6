import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localReview, MOST_COST } from './acts/local-review.ts';
import { buildRepository } from './repository.ts';
import { ReaderLeft, say } from './stage.ts';

/** Reviews of the whole demo, each of which may cost MOST_COST. */
const REVIEWS = 4;
const ALL = MOST_COST * REVIEWS;

const NEXT = `== What to try next

npm run build && npm link              puts backline on your PATH
ANTHROPIC_API_KEY=... npm run demo     the same, by the model itself: ${REVIEWS} reviews for at most about $${ALL}
backline review --base main            in a repository and on a branch of your own
backline review --base main --verbose  with tests, assumptions, evidence and what was held back
backline review --help                 staged changes, a patch, JSON, a limit on the cost
backline serve                         the App, and first a page that sets it up on GitHub`;

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // A second Ctrl-C does not wait for anything.
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new Error('interrupted'));
  });
}

process.exitCode = await perform().catch((error: unknown) => {
  if (error instanceof ReaderLeft) return 0;
  if (stop.signal.aborted) return 130;
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function perform(): Promise<number> {
  const scripted = !process.env['ANTHROPIC_API_KEY']?.trim();
  await say(
    scripted
      ? "No ANTHROPIC_API_KEY: the model's answers below are scripted; all else is the real Backline."
      : `ANTHROPIC_API_KEY is set: the model is asked for real, ${REVIEWS} reviews for at most about $${ALL}.`,
  );
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backline-demo-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Whatever ends the process, the folder goes with it.
  process.once('exit', remove);
  // So that all that is written aside, here and by what we start, goes with it too.
  process.env['TMPDIR'] = folder;
  await say(
    'A small service in a temporary folder: branch store-credit, one commit ahead of main, in TypeScript, SQL and Python.',
  );
  const repository = await buildRepository(folder);
  const setting = { folder, repository, scripted, signal: stop.signal };
  // Loaded while the first act waits for its commands; what fails there is told when it is its turn.
  const next = import('./acts/pull-request.ts');
  next.catch(() => undefined);
  await localReview(setting);
  const { pullRequest } = await next;
  stop.signal.throwIfAborted();
  await pullRequest(setting);
  await say();
  await say(NEXT);
  return 0;
}
