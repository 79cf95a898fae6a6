import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRunningApp, type RunningApp, stopInOrder } from '../../support/running-app.ts';
import { reviewAnswer } from '../../support/scripted-reviewer.ts';

const REPO = 'acme/shop';

let running: RunningApp;
let number: number;
let id: string;

beforeAll(async () => {
  running = await startRunningApp({
    answer: (context) =>
      context.schema === undefined
        ? { text: 'Bind it.' }
        : reviewAnswer(context, [{ path: 'src/a.ts', row: 'db.one', title: 'Injection' }]),
  });
  const { github } = running;
  await github.createRepository(REPO, {
    files: { 'src/a.ts': 'export const find = () => null;\n' },
    collaborators: {
      ada: 'admin',
      mae: 'maintain',
      wes: 'write',
      tia: 'triage',
      rob: 'read',
      ann: 'read',
    },
  });
  await github.push(REPO, {
    branch: 'topic',
    files: { 'src/a.ts': 'export const find = (id) => db.one(`select ${id}`);\n' },
    user: 'wes',
  });
  ({ number } = await github.openPullRequest({ repo: REPO, head: 'topic', user: 'ann' }));
  await running.finished(1);
  const { comments } = await github.pull(REPO, number);
  id = /`\/explain (\w{5})`/.exec(comments[0]!.body)![1]!;
});
afterAll(() => stopInOrder(running));

const questions = (): number =>
  running.claude.requests.filter(({ path }) => path === '/v1/messages').length;

/** What a command of a person's gets in the end: 🚀 or 😕. */
async function reactionTo(user: string, body: string): Promise<string> {
  const { github } = running;
  const before = running.done();
  await github.comment(REPO, number, user, body);
  await running.finished(before + 1);
  const { issueComments } = await github.pull(REPO, number);
  const { reactions } = issueComments.find((one) => one.user === user && one.body === body)!;
  return reactions.map(({ content }) => content).at(-1)!;
}

/** The commands of writers alone, then those that are also the author's. */
const COMMANDS = (): [string, string][] => [
  ['/pause', 'writers'],
  ['/resume', 'writers'],
  [`/dismiss ${id} known`, 'writers'],
  ['/ask why?', 'author'],
  ['/backline help', 'author'],
];

describe('what GitHub says of a person at the time of the command decides', () => {
  it.each([
    ['a stranger', 'zoe', []],
    ['who may read', 'rob', []],
    ['who may triage', 'tia', []],
    ['the author, who may read', 'ann', ['author']],
    ['who may write', 'wes', ['author', 'writers']],
    ['a maintainer', 'mae', ['author', 'writers']],
    ['an administrator', 'ada', ['author', 'writers']],
  ])('%s', async (_who, user, may: string[]) => {
    const refused = { paid: 0, reactions: new Set<string>() };
    const taken = new Set<string>();
    for (const [command, whose] of COMMANDS()) {
      const asked = questions();
      const reaction = await reactionTo(user, command);
      if (may.includes(whose)) taken.add(reaction);
      else {
        refused.reactions.add(reaction);
        refused.paid += questions() - asked;
      }
    }
    expect([...taken]).toEqual(may.length === 0 ? [] : ['rocket']);
    expect([...refused.reactions]).toEqual(may.length === 2 ? [] : ['confused']);
    expect(refused.paid).toBe(0);
  });
});
