import { stopInOrder } from '../../support/running-app.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CLEAN,
  code,
  flawedAnswer,
  FLAWED,
  PAY,
  REPO,
  SQL,
  startFlawedShop,
  WIPE,
  type FlawedShop,
  type History,
} from '../../support/flawed-shop.ts';
import type { AnswerContext } from '../../support/claude/context.ts';
import { reviewAnswer } from '../../support/scripted-reviewer.ts';

/** Whether the model tells the flaws that it sees. */
let speaks = true;
/** The last brief that it was given. */
let told: AnswerContext;
let shop: FlawedShop;

beforeAll(async () => {
  shop = await startFlawedShop({
    answer: (context) => {
      told = context;
      return speaks ? flawedAnswer(context) : reviewAnswer(context, []);
    },
    checkContract: true,
  });
});
beforeEach(() => {
  speaks = false;
});
afterAll(() => stopInOrder(shop.running));

const NOTHING = ' | ';

/** Whether GitHub shows nothing of ours but a check that has passed. */
async function isSilent({ number, page, conclusion }: History): Promise<boolean> {
  const { reviews, issueComments } = await shop.running.github.pull(REPO, number);
  return (
    (await page()) === NOTHING &&
    reviews.length + issueComments.length === 0 &&
    (await conclusion()) === 'success'
  );
}

describe('a review that had nothing to say is remembered by its check run alone', () => {
  it('so that the next push is reviewed by what it brought', async () => {
    const history = await shop.open();
    expect(await isSilent(history)).toBe(true);
    speaks = true;
    await history.push({ [history.path]: `${FLAWED}${WIPE}` });
    // The rows that it was silent about are still in the change, and told of; they are old.
    expect(await history.page()).toBe('C:said | 1 new, 0 fixed, 0 open');
    expect(told.userText).toContain('truncate orders');
    const { issueComments } = await shop.running.github.pull(REPO, history.number);
    expect(issueComments).toHaveLength(1);
    await history.push({ [history.path]: FLAWED });
    expect(await history.page()).toBe('C:said+fixed | 0 new, 1 fixed, 0 open');
  });

  it('push after push, for as long as there is nothing to say', async () => {
    const history = await shop.open({ first: `${CLEAN}// 1\n` });
    for (const round of [2, 3]) {
      await history.push({ [history.path]: `${CLEAN}// ${round}\n` });
      expect(await isSilent(history)).toBe(true);
    }
    speaks = true;
    await history.push({ [history.path]: code(SQL.bad, PAY.good) });
    expect(await history.page()).toBe('A:said | 1 new, 0 fixed, 0 open');
  });

  it('when its commit was pushed over, too', async () => {
    const history = await shop.open();
    speaks = true;
    const asked = shop.questions();
    await history.push({ [history.path]: FLAWED, 'README.md': '# Our shop\n' }, history.base);
    expect(shop.questions()).toBe(asked);
    expect(await isSilent(history)).toBe(true);
    await history.push({ [history.path]: `${FLAWED}${WIPE}` }, history.base);
    expect(await history.page()).toBe('C:said | 1 new, 0 fixed, 0 open');
  });

  it('but not for another pull request from the same commit', async () => {
    const { github } = shop.running;
    const history = await shop.open();
    expect(await isSilent(history)).toBe(true);
    speaks = true;
    const { branch, base, after } = history;
    await github.push(REPO, { branch: `${base}-2`, to: base, user: 'dev' });
    let number = 0;
    await after(async () => {
      const pull = { repo: REPO, head: branch, base: `${base}-2`, user: 'dev' };
      ({ number } = await github.openPullRequest(pull));
    });
    expect((await github.pull(REPO, number)).threads).toHaveLength(2);
  });

  it('while a person who asks again on the same commit gets the whole change reviewed', async () => {
    const { github } = shop.running;
    const history = await shop.open();
    speaks = true;
    await history.after(() => github.comment(REPO, history.number, 'kim', '/review'));
    expect(await history.page()).toMatch(/^A:said B:said \|/);
  });
});
