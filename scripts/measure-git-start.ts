/**
 * Measures how long a start of git takes from processes of several sizes, with and without the
 * broker: `node scripts/measure-git-start.ts`. Prints a Markdown table.
 */
import { openBroker } from '../src/adapters/git/broker-client.ts';
import { spawnGit, type GitProcess, type GitRequest } from '../src/adapters/git/git-process.ts';

const STARTS = 100;
const MEGABYTE = 2 ** 20;
const held: Buffer[] = [];

async function millisecondsEach(
  start: (request: GitRequest) => Promise<GitProcess>,
): Promise<string> {
  const began = performance.now();
  for (let run = 0; run < STARTS; run += 1) {
    const git = await start({ args: ['--version'], cwd: import.meta.dirname, env: process.env });
    if ((await git.ended) !== 0) throw new Error('git --version failed');
  }
  return ((performance.now() - began) / STARTS).toFixed(1);
}

const broker = await openBroker();
console.log('| MB resident | by itself, ms | by the broker, ms |\n| ---: | ---: | ---: |');
for (const more of [0, 200, 300, 500]) {
  held.push(Buffer.alloc(more * MEGABYTE, 1));
  const size = Math.round(process.memoryUsage.rss() / MEGABYTE);
  const own = await millisecondsEach(spawnGit);
  console.log(
    `| ${size} | ${own} | ${await millisecondsEach((request) => broker.start(request))} |`,
  );
}
