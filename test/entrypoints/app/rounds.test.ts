import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../support/claude/answer.ts';
import type { AnswerContext } from '../../support/claude/context.ts';
import { startRunningApp, type RunningApp } from '../../support/running-app.ts';
import { asksForVerdict, reviewAnswer, verdict } from '../../support/scripted-reviewer.ts';

/**
 * A reviewer that always tells every flaw it sees in the change, round after round, and a verifier
 * that says what the code says. What a person finds on the page is up to the ledger alone.
 */
const FLAWS: Record<string, { row: string; title: string; severity: string }> = {
  A: { row: 'db.one(`select', title: 'The id goes into the SQL text', severity: 'critical' },
  B: { row: 'pay(order); await pay', title: 'The order is charged twice', severity: 'high' },
  C: { row: 'truncate orders', title: 'All rows are lost', severity: 'high' },
};
const SQL = {
  good: '  return db.one("select * from orders where id = $1", [id]);',
  bad: '  return db.one(`select * from orders where id = ${id}`);',
};
const PAY = {
  good: '  await payOnce(order);',
  bad: '  await pay(order); await pay(order);',
};

/** A file of two functions that are far enough apart for two hunks. */
function code(sql: string, pay: string): string {
  const between = Array.from({ length: 9 }, (_, i) => `export const step${i} = ${i};`);
  return [
    'export async function find(id: string) {',
    '  // One order.',
    sql,
    '}',
    '',
    ...between,
    '',
    'export async function charge(order: Order) {',
    pay,
    '}',
    '',
  ].join('\n');
}

const CLEAN = code(SQL.good, PAY.good);
const FLAWED = code(SQL.bad, PAY.bad);
const WIPE = 'export const wipe = () => db.none("truncate orders");\n';

const REPO = 'acme/shop';
let running: RunningApp;
let histories = 0;
/** Answers of a test's own, before the usual ones. */
let script: ((context: AnswerContext) => Answer | null) | null = null;

const has = ({ schema }: AnswerContext, key: string): boolean =>
  Object.hasOwn((schema?.['properties'] as object | undefined) ?? {}, key);

function answer(context: AnswerContext): Answer {
  const own = script?.(context) ?? null;
  if (own !== null) return own;
  if (has(context, 'fixed')) return judgeFix(context.userText);
  const paths = [...context.userText.matchAll(/<file path="([^"]+)"/g)].map((match) => match[1]!);
  const findings = paths.flatMap((path) => Object.values(FLAWS).map((flaw) => ({ path, ...flaw })));
  return reviewAnswer(context, findings);
}

/** Fixed when the flaw is no longer in the code as it is now; the first row left is the proof. */
function judgeFix(question: string): Answer {
  const flaw = Object.values(FLAWS).find(({ title }) => question.includes(title))!;
  const [, path, after] = /<after path="([^"]+)">\n([^]*?)\n<\/after>/.exec(question)!;
  const rows = after!.split('\n').map((row) => /^(\d+)\|(.*)$/.exec(row)!);
  const shown = rows.find((row) => row[2]!.includes(flaw.title.includes('SQL') ? '$1' : 'payOnce'));
  const proof = shown ?? rows[0]!;
  return {
    json: {
      fixed: !after!.includes(flaw.row),
      reason: 'The code no longer does that.',
      quote: { path, line: Number(proof[1]), quote: proof[2]! },
    },
  };
}

beforeAll(async () => {
  running = await startRunningApp({ answer, checkContract: false });
  await running.github.createRepository(REPO, {
    files: { 'README.md': '# Shop\n' },
    collaborators: { dev: 'write', kim: 'write' },
  });
});

afterAll(() => running.stop());

/** One pull request and what is done to it. */
interface History {
  number: number;
  branch: string;
  base: string;
  /** Its file. */
  path: string;
  /** Pushes and waits until it is reviewed. */
  push: (files: Record<string, string | null>, onto?: string) => Promise<void>;
  /** Does something that sets off one job, and waits for its end. */
  after: (action: () => Promise<unknown>) => Promise<void>;
  page: () => Promise<string>;
}

/** Opens a pull request whose file has the flaws A and B, on a base branch of its own. */
async function open(files: Record<string, string> = {}, onto?: string): Promise<History> {
  const name = `h${++histories}`;
  const [branch, base, path] = [`topic-${name}`, `base-${name}`, `src/${name}.ts`];
  const { github } = running;
  await github.push(REPO, { branch: base, files: { [path]: CLEAN }, onto: 'main', user: 'dev' });
  const all = { [path]: FLAWED, ...files };
  await github.push(REPO, { branch, files: all, onto: onto ?? base, user: 'dev' });
  let number = 0;
  const after = async (action: () => Promise<unknown>): Promise<void> => {
    const before = running.done();
    await action();
    await running.finished(before + 1);
  };
  await after(async () => {
    ({ number } = await github.openPullRequest({ repo: REPO, head: branch, base, user: 'dev' }));
  });
  return {
    number,
    branch,
    base,
    path,
    after,
    push: (changed, to) =>
      after(() =>
        github.push(REPO, {
          branch,
          files: changed,
          user: 'dev',
          ...(to === undefined ? {} : { onto: to }),
        }),
      ),
    page: () => describePage(number),
  };
}

/** `A:said B:fixed | 0 new, 1 fixed, 1 open`: each thread of ours, then what the summary counts. */
async function describePage(number: number): Promise<string> {
  const pull = await running.github.pull(REPO, number);
  const threads = pull.threads.map(({ comments }) => {
    const [first, ...replies] = comments.map((id) => pull.comments.find((one) => one.id === id)!);
    const flaw = Object.entries(FLAWS).find(([, { title }]) => first!.body.includes(title));
    const ours = replies.filter(({ user }) => user === 'backline[bot]');
    const said = ours.map(({ body }) => /^(Fixed|Back|Dismissed)/.exec(body)?.[1]?.toLowerCase());
    return `${flaw?.[0] ?? '?'}:${['said', ...said].join('+')}`;
  });
  const notes = pull.issueComments.filter(({ user }) => user === 'backline[bot]');
  const counts = notes.map(({ body }) => /\*\*(\d+ new, \d+ fixed, \d+ open)\*\*/.exec(body)?.[1]);
  return `${threads.sort().join(' ')} | ${counts.map((each) => each ?? 'first').join(' & ')}`;
}

const questions = (): number =>
  running.claude.requests.filter(({ path }) => path === '/v1/messages').length;

const conclusion = async ({ number }: History): Promise<string | null> => {
  const { checks, head } = await running.github.pull(REPO, number);
  return checks.findLast(({ headSha }) => headSha === head)!.conclusion;
};

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
        await running.github.push(REPO, { branch: base, files: { [path]: theirs }, user: 'kim' });
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
        const { github } = running;
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
    const history = await open();
    expect(await history.page()).toBe('A:said B:said | first');
    expect(await conclusion(history)).toBe('failure');
    for (const [act, expected, unasked = false] of steps) {
      const asked = questions();
      await act(history);
      expect(questions() === asked).toBe(unasked);
      expect(await history.page()).toBe(expected);
      const open = Number(/(\d+) open/.exec(expected)![1]);
      expect(await conclusion(history)).toBe(open > 0 ? 'failure' : 'success');
    }
  });

  it('the base is changed to the branch that it was stacked on', async () => {
    const { github } = running;
    await github.push(REPO, {
      branch: 'lower',
      files: { 'src/lower.ts': WIPE },
      onto: 'main',
      user: 'dev',
    });
    const history = await open({}, 'lower');
    expect(await history.page()).toBe('A:said B:said C:said | first');
    await history.after(() => github.edit(REPO, history.number, { base: 'lower' }, 'dev'));
    expect(await history.page()).toBe('A:said B:said C:said | 0 new, 0 fixed, 2 open');
  });

  it('pushes come in a storm', async () => {
    const { github } = running;
    const { path, branch, number } = await open();
    for (let push = 1; push <= 4; push++) {
      const files = { [path]: `${FLAWED}// ${push}\n${push === 4 ? WIPE : ''}` };
      await github.push(REPO, { branch, files, user: 'dev' });
    }
    await expect
      .poll(() => describePage(number), { timeout: 30_000 })
      .toBe('A:said B:said C:said | 1 new, 0 fixed, 2 open');
    await github.idle();
  });
});

describe('one finding told in five rounds, each time otherwise, is one thread', () => {
  const telling = [
    ['The id goes into the SQL text', 'security', 'critical', 'db.one('],
    ['An attacker can read any order', 'api', 'high', 'export async function find'],
    ['Unescaped input in a query', 'database', 'medium', '// round 2'],
    ['Queries are built from strings', 'reliability', 'high', 'db.one('],
    ['Missing parameter binding', 'maintainability', 'medium', '// round 4'],
  ] as const;

  it('whatever the words, the category, the severity and the row', async () => {
    let round = 0;
    script = (context) => {
      if (has(context, 'fixed')) return null;
      if (asksForVerdict(context)) {
        const others = /Other claims[^]*?\n- ([0-9a-z]{5}):/.exec(context.userText);
        return verdict({ same_as: others?.[1] ?? '' });
      }
      const [title, category, severity, row] = telling[round]!;
      const path = /<file path="([^"]+)"/.exec(context.userText)![1]!;
      return reviewAnswer(context, [{ path, title, category, severity, row }]);
    };
    try {
      const { number, push, path } = await open();
      for (round = 1; round < telling.length; round++) {
        const sql = SQL.bad.replace('orders', `orders_${round}`);
        await push({ [path]: code(`  // round ${round}\n${sql}`, PAY.good) });
      }
      const pull = await running.github.pull(REPO, number);
      expect(pull.threads).toHaveLength(1);
      expect(pull.comments).toHaveLength(1);
      expect(await describePage(number)).toBe('A:said | 0 new, 0 fixed, 1 open');
    } finally {
      script = null;
    }
  });
});

describe('what people say is respected', () => {
  const thread = async (history: History, flaw: string) => {
    const { comments } = await running.github.pull(REPO, history.number);
    const one = comments.find(({ body }) => body.includes(FLAWS[flaw]!.title))!;
    return { ...one, id: one.id, finding: /\/explain ([0-9a-z]{5})/.exec(one.body)![1]! };
  };
  const command = (history: History, body: string): Promise<void> =>
    history.after(() => running.github.comment(REPO, history.number, 'kim', body));

  it('a dismissed finding is not told again, nor what resembles it, and counts no more', async () => {
    const history = await open();
    const { finding } = await thread(history, 'A');
    await command(history, `/dismiss ${finding} @acme/all the id is a number`);
    const { comments } = await running.github.pull(REPO, history.number);
    const reply = comments.at(-1)!;
    expect(reply.body).toMatch(/^Dismissed by `kim`: .*the id is a number/);
    expect(reply.body).not.toMatch(/(?<![\w`&;])@acme/);
    await history.push({ [history.path]: `${SQL.bad}\n${FLAWED}` });
    expect(await history.page()).toBe('A:said+dismissed B:said | 0 new, 0 fixed, 1 open');
  });

  it('an id that is nowhere is answered', async () => {
    const history = await open();
    await command(history, '/dismiss zzzz9 no');
    const { issueComments } = await running.github.pull(REPO, history.number);
    expect(issueComments.at(-1)!.body).toContain('There is no thread with a finding zzzz9');
  });

  it('a thread that a person resolved is neither told again nor open', async () => {
    const history = await open();
    const { id } = await thread(history, 'A');
    running.github.resolveThread(REPO, history.number, id, 'kim');
    await history.push({ [history.path]: FLAWED.replace('One order', 'An order') });
    expect(await history.page()).toBe('A:said B:said | 0 new, 0 fixed, 1 open');
    const { threads } = await running.github.pull(REPO, history.number);
    expect(threads.map(({ resolvedBy }) => resolvedBy)).toContain('kim');
  });

  it('a comment that was deleted is forgotten, and written again only by /review full', async () => {
    const history = await open();
    const { id } = await thread(history, 'A');
    const url = `${running.github.apiUrl}/repos/${REPO}/pulls/comments/${id}`;
    const authorization = `token ${running.github.createToken('acme')}`;
    await history.after(async () => {
      expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
      await running.github.push(REPO, {
        branch: history.branch,
        files: { [history.path]: FLAWED.replace(SQL.bad, `  // Moved.\n${SQL.bad}`) },
        user: 'dev',
      });
    });
    expect(await history.page()).toBe('B:said | 0 new, 0 fixed, 1 open');
    await command(history, '/review');
    expect(await history.page()).toBe('B:said | 0 new, 0 fixed, 1 open');
    await command(history, '/review full');
    expect(await history.page()).toBe('A:said B:said | 1 new, 0 fixed, 1 open');
    await command(history, '/review full');
    expect(await history.page()).toBe('A:said B:said | 0 new, 0 fixed, 2 open');
  });

  it('/pause leaves pushes alone until /resume, and /review works all the same', async () => {
    const history = await open();
    await command(history, '/pause');
    await history.push({ [history.path]: FLAWED + WIPE });
    expect(await conclusion(history)).toBe('neutral');
    expect(await history.page()).toBe('A:said B:said | first');
    await command(history, '/review');
    expect(await history.page()).toBe('A:said B:said C:said | 1 new, 0 fixed, 2 open');
    await history.push({ [history.path]: code(SQL.good, PAY.bad) + WIPE });
    expect(await conclusion(history)).toBe('neutral');
    await command(history, '/resume');
    const { issueComments } = await running.github.pull(REPO, history.number);
    expect(issueComments[0]!.body).not.toContain('Paused');
    await history.push({ [history.path]: code(SQL.good, PAY.good) + WIPE });
    expect(await history.page()).toBe('A:said+fixed B:said+fixed C:said | 0 new, 2 fixed, 1 open');
  });

  it('/review --since takes a commit that was reviewed, and says when there is none', async () => {
    const history = await open();
    const { head } = await running.github.pull(REPO, history.number);
    await history.push({ [history.path]: FLAWED + WIPE });
    await command(history, `/review --since ${head.slice(0, 10)}`);
    expect(await history.page()).toBe('A:said B:said C:said | 0 new, 0 fixed, 3 open');
    await command(history, '/review --since abcdef1');
    const { checks } = await running.github.pull(REPO, history.number);
    expect(checks.at(-1)!.summary).toContain('there is no commit abcdef1 here to compare with');
  });
});
