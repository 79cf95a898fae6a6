import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLEAN,
  code,
  FLAWED,
  PAY,
  REPO,
  SQL,
  startFlawedShop,
  WIPE,
  type FlawedShop,
  type History,
} from '../../support/flawed-shop.ts';

let shop: FlawedShop;

beforeAll(async () => {
  shop = await startFlawedShop();
});

afterAll(() => shop.running.stop());

/** What is done, push by push, what a person finds on the page then, and when no model is asked. */
const TABLE: [
  name: string,
  ...steps: [act: (history: History) => Promise<void>, page: string, unasked?: true][],
][] = [
  [
    'half of it is fixed',
    [
      ({ push, path }) => push({ [path]: code(SQL.good, PAY.bad) }),
      'A:said+fixed B:said | 0 new, 1 fixed, 1 open',
    ],
  ],
  [
    'all of it is fixed',
    [
      ({ push, path }) => push({ [path]: CLEAN }),
      'A:said+fixed B:said+fixed | 0 new, 2 fixed, 0 open',
    ],
  ],
  [
    'it is rebased, by force, onto a base that edited the same file',
    [
      async ({ push, path, base }) => {
        const theirs = `// Orders.\n${CLEAN}${WIPE}`;
        await shop.running.github.push(REPO, {
          branch: base,
          files: { [path]: theirs },
          user: 'kim',
        });
        await push({ [path]: `// Orders.\n${FLAWED}${WIPE}` }, base);
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'it is squashed',
    [
      ({ push, path }) => push({ [path]: FLAWED.replace('One order', 'An order') }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
    [
      ({ push, path, base }) => push({ [path]: FLAWED.replace('One order', 'An order') }, base),
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the file is renamed',
    [
      ({ push, path }) => push({ [path]: null, 'src/renamed.ts': FLAWED }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the function is moved to another file',
    [
      ({ push, path }) => {
        const [find, rest] = [
          FLAWED.slice(0, FLAWED.indexOf('}\n') + 2),
          FLAWED.slice(FLAWED.indexOf('}\n') + 2),
        ];
        return push({ [path]: rest, 'src/moved.ts': find });
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'a fix is reverted',
    [
      ({ push, path }) => push({ [path]: code(SQL.good, PAY.bad) }),
      'A:said+fixed B:said | 0 new, 1 fixed, 1 open',
    ],
    [
      ({ push, path }) => push({ [path]: FLAWED }),
      'A:said+fixed+back B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'the base is merged in',
    [
      async ({ after, path, base, branch }) => {
        const { github } = shop.running;
        const theirs = `// Orders.\n${CLEAN}${WIPE}`;
        await github.push(REPO, { branch: base, files: { [path]: theirs }, user: 'kim' });
        const tree = await github.git(REPO, 'merge-tree', '--write-tree', branch, base);
        const identity = ['-c', 'user.name=dev', '-c', 'user.email=dev@localhost'];
        const parents = ['-p', branch, '-p', base];
        const to = await github.git(
          REPO,
          ...identity,
          'commit-tree',
          tree,
          ...parents,
          '-m',
          'Merge',
        );
        await after(() => github.push(REPO, { branch, to, user: 'dev' }));
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the row beside is edited',
    [
      ({ push, path }) => push({ [path]: FLAWED.replace('// One order.', '// The order.') }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'the file is deleted',
    [
      ({ push, path }) => push({ [path]: null, 'src/instead.ts': 'export const none = 1;\n' }),
      'A:said B:said | 0 new, 0 fixed, 0 open',
    ],
  ],
];

describe('after each push the page is what a careful reviewer would leave, when', () => {
  it.each(TABLE)('%s', async (_name, ...steps) => {
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
    for (let push = 1; push <= 4; push++) {
      const files = { [path]: `${FLAWED}// ${push}\n${push === 4 ? WIPE : ''}` };
      await github.push(REPO, { branch, files, user: 'dev' });
    }
    await expect
      .poll(page, { timeout: 30_000 })
      .toBe('A:said B:said C:said | 1 new, 0 fixed, 2 open');
    await github.idle();
  });
});
