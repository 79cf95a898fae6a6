import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  code,
  FLAWED,
  REPO,
  SQL,
  startFlawedShop,
  WIPE,
  type FlawedShop,
} from '../../support/flawed-shop.ts';
import { HISTORIES } from '../../support/histories.ts';

let shop: FlawedShop;

beforeAll(async () => {
  shop = await startFlawedShop();
});

afterAll(() => shop.running.stop());

describe('after each push the page is what a careful reviewer would leave, when', () => {
  it.each(HISTORIES)('%s', async (_name, ...steps) => {
    const history = await shop.open();
    expect(await history.page()).toBe('A:said B:said | first');
    expect(await history.conclusion()).toBe('failure');
    for (const [act, expected, unasked = false] of steps) {
      const asked = shop.questions();
      await act(history);
      expect(shop.questions() === asked).toBe(unasked);
      expect(await history.page()).toBe(expected);
      const open = Number(/(\d+) open/.exec(expected)![1]);
      expect(await history.conclusion()).toBe(open > 0 ? 'failure' : 'success');
    }
  });

  it('the base is changed to the branch that it was stacked on', async () => {
    const { github } = shop.running;
    await github.push(REPO, {
      branch: 'lower',
      files: { 'src/lower.ts': WIPE },
      onto: 'main',
      user: 'dev',
    });
    const history = await shop.open({ onto: 'lower' });
    expect(await history.page()).toBe('A:said B:said C:said | first');
    await history.after(() => github.edit(REPO, history.number, { base: 'lower' }, 'dev'));
    expect(await history.page()).toBe('A:said B:said C:said | 0 new, 0 fixed, 2 open');
  });

  it('GitHub refused the comments, so that the findings stand in the summary alone', async () => {
    const { github } = shop.running;
    const reviews = /\/pulls\/\d+\/reviews$/;
    const undo = github.faults.add({ method: 'POST', path: reviews, status: 422, times: 100 });
    const history = await shop.open();
    undo();
    const summary = async (): Promise<string> =>
      (await github.pull(REPO, history.number)).issueComments[0]!.body;
    expect(await history.page()).toBe(' | first');
    await history.push({ [history.path]: FLAWED.replace('One order', 'An order') });
    expect(await history.page()).toBe(' | 0 new, 0 fixed, 2 open');
    expect(await summary()).toContain('- open: high: The order is charged twice');
    await history.push({ [history.path]: code(SQL.bad, '  await payOnce(order, 1);') });
    expect(await history.page()).toBe(' | 0 new, 1 fixed, 1 open');
    expect(await summary()).toContain('- fixed: high: The order is charged twice');
    await history.push({ [history.path]: code(SQL.bad, '  await payOnce(order, 2);') });
    expect(await history.page()).toBe(' | 0 new, 0 fixed, 1 open');
    expect(await summary()).not.toContain('charged twice');
    const id = /- open: critical: .*`([0-9a-z]{5})`/.exec(await summary())![1]!;
    await history.after(() => github.comment(REPO, history.number, 'kim', `/dismiss ${id} no`));
    await history.push({ [history.path]: code(SQL.bad, '  await payOnce(order, 3);') });
    expect(await history.page()).toBe(' | 0 new, 0 fixed, 0 open');
  });

  it('pushes come in a storm', async () => {
    const { github } = shop.running;
    const { path, branch, page } = await shop.open();
    for (let push = 1; push <= 10; push++) {
      const files = { [path]: `${FLAWED}// ${push}\n${push === 10 ? WIPE : ''}` };
      await github.push(REPO, { branch, files, user: 'dev' });
    }
    await expect
      .poll(page, { timeout: 30_000 })
      .toBe('A:said B:said C:said | 1 new, 0 fixed, 2 open');
    await github.idle();
  });
});
