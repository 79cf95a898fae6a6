import { FLAWED } from '../test/support/flawed-shop.ts';
import { REPOSITORIES, type Fleet } from './fleet.ts';

/** A pull request of a drill: one file with two flaws. */
export interface DrillPull {
  repo: string;
  number: number;
  branch: string;
  path: string;
}

let count = 0;

export async function openPull({ github }: Fleet): Promise<DrillPull> {
  const branch = `topic${++count}`;
  const path = `src/part${count}.ts`;
  const repo = REPOSITORIES[count % REPOSITORIES.length]!;
  await github.push(repo, { branch, files: { [path]: FLAWED }, onto: 'main', user: 'dev' });
  const pull = { repo, head: branch, title: `Part ${count}`, user: 'dev' };
  return { repo, number: (await github.openPullRequest(pull)).number, branch, path };
}

/** A push that changes nothing that a reviewer would speak of. */
export async function pushTo({ github }: Fleet, { repo, branch, path }: DrillPull, step: number) {
  const files = { [path]: `${FLAWED}// ${step}\n` };
  await github.push(repo, { branch, files, user: 'dev' });
}

/** Whether the head's check has ended. */
export async function isReviewed({ github }: Fleet, { repo, number }: DrillPull): Promise<boolean> {
  const { head, checks } = await github.pull(repo, number);
  return checks.some(
    ({ headSha, status, conclusion }) =>
      headSha === head && status === 'completed' && conclusion !== 'cancelled',
  );
}

/**
 * What is wrong with a pull request once it is quiet: its head has one finished review, whatever
 * happened on the way, and nothing stands there twice. Empty when all is well.
 */
export async function faultsOf({ github }: Fleet, pull: DrillPull): Promise<string[]> {
  const { repo, number } = pull;
  const { head, checks, comments, reviews, issueComments } = await github.pull(repo, number);
  // One that was broken off is cancelled: another one follows it.
  const own = checks.filter((check) => check.headSha === head && check.conclusion !== 'cancelled');
  const open = own.filter(({ status }) => status !== 'completed');
  const titles = comments
    .filter(({ user, inReplyTo }) => user === 'backline[bot]' && inReplyTo === null)
    .map(({ path, body }) => `${path} ${/\*\*(.+?)\*\*/.exec(body)?.[1] ?? body}`);
  const summaries = issueComments.filter(({ user }) => user === 'backline[bot]');
  const expect = (what: string, found: number, wanted: number): string[] =>
    found === wanted ? [] : [`${repo}#${number}: ${found} ${what}, not ${wanted}`];
  return [
    ...expect('finished checks on the head', own.length - open.length, 1),
    ...expect('checks that never end', open.length, 0),
    ...expect('pending reviews', reviews.filter(({ state }) => state === 'PENDING').length, 0),
    ...expect('findings', titles.length, 2),
    ...expect('different findings', new Set(titles).size, 2),
    ...expect('summaries', summaries.length, 1),
  ];
}

/** Questions that the model answered in full more than once: what was paid twice. */
export function paidTwice({ claude }: Fleet): number {
  const asked = claude.requests
    .filter(({ path, status, aborted }) => path === '/v1/messages' && status === 200 && !aborted)
    .map(({ body }) => JSON.stringify(body));
  return asked.length - new Set(asked).size;
}
