import { stopInOrder } from '../../support/running-app.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../support/claude/answer.ts';
import type { AnswerContext } from '../../support/claude/context.ts';
import {
  asksFor,
  code,
  flawedAnswer,
  FLAWED,
  FLAWS,
  PAY,
  REPO,
  SQL,
  startFlawedShop,
  WIPE,
  type FlawedShop,
  type History,
} from '../../support/flawed-shop.ts';
import { asksForVerdict, reviewAnswer, verdict } from '../../support/scripted-reviewer.ts';

/** Answers of a test's own, before the usual ones. */
let script: ((context: AnswerContext) => Answer | null) | null = null;
let shop: FlawedShop;

beforeAll(async () => {
  shop = await startFlawedShop({
    answer: (context) => script?.(context) ?? flawedAnswer(context),
    checkContract: true,
  });
});

afterEach(() => {
  script = null;
});
afterAll(() => stopInOrder(shop.running));

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
      if (asksFor(context, 'fixed')) return null;
      if (asksForVerdict(context)) {
        const others = /Other claims[^]*?\n- ([0-9a-z]{5}):/.exec(context.userText);
        return verdict({ same_as: others?.[1] ?? '' });
      }
      const [title, category, severity, row] = telling[round]!;
      const path = /<file path="([^"]+)"/.exec(context.userText)![1]!;
      return reviewAnswer(context, [{ path, title, category, severity, row }]);
    };
    const { number, push, path, page } = await shop.open();
    for (round = 1; round < telling.length; round++) {
      const sql = SQL.bad.replace('orders', `orders_${round}`);
      await push({ [path]: code(`  // round ${round}\n${sql}`, PAY.good) });
    }
    const pull = await shop.running.github.pull(REPO, number);
    expect(pull.threads).toHaveLength(1);
    expect(pull.comments).toHaveLength(1);
    expect(await page()).toBe('A:said | 0 new, 0 fixed, 1 open');
  });
});

describe('a finding is fixed when that is proven, and else it stands', () => {
  const page = async (answer: NonNullable<typeof script>): Promise<string> => {
    const { push, path, page: now } = await shop.open();
    script = answer;
    await push({ [path]: code(SQL.good, PAY.bad) });
    return now();
  };

  it('not because the review does not tell it again', async () => {
    const silent = (context: AnswerContext): Answer | null => {
      if (asksFor(context, 'findings')) return { json: { findings: [], choices: [] } };
      if (!asksFor(context, 'fixed')) return null;
      return { json: { fixed: false, reason: '', quote: { path: '', line: 1, quote: '' } } };
    };
    expect(await page(silent)).toBe('A:said B:said | 0 new, 0 fixed, 2 open');
  });

  it('not by a quote that is nowhere in the code as it is now', async () => {
    const quote = { path: 'src/none.ts', line: 3, quote: SQL.bad };
    const unproven = (context: AnswerContext): Answer | null =>
      asksFor(context, 'fixed') ? { json: { fixed: true, reason: 'It is.', quote } } : null;
    expect(await page(unproven)).toBe('A:said B:said | 0 new, 0 fixed, 2 open');
  });

  it('and the finder is told which rows are new and what stands already', async () => {
    const asked: string[] = [];
    await page((context) => {
      if (asksFor(context, 'findings')) asked.push(context.userText);
      return null;
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/This change was reviewed before, at commit [0-9a-f]{12}/);
    expect(asked[0]).toMatch(/- src\/h\d+\.ts \((?:new: R3|rows deleted)\)/);
    expect(asked[0]).toMatch(/<reported>[^]*\n- [0-9a-z]{5}: .* charged twice\n/);
  });
});

describe('what people say is respected', () => {
  const thread = async (history: History, flaw: string) => {
    const { comments } = await shop.running.github.pull(REPO, history.number);
    const one = comments.find(({ body }) => body.includes(FLAWS[flaw]!.title))!;
    return { ...one, id: one.id, finding: /\/explain ([0-9a-z]{5})/.exec(one.body)![1]! };
  };
  const command = (history: History, body: string): Promise<void> =>
    history.after(() => shop.running.github.comment(REPO, history.number, 'kim', body));

  it('a dismissed finding is not told again, nor what resembles it, and counts no more', async () => {
    const history = await shop.open();
    const { finding } = await thread(history, 'A');
    await command(history, `/dismiss ${finding} @acme/all the id is a number`);
    const { comments } = await shop.running.github.pull(REPO, history.number);
    const reply = comments.at(-1)!;
    expect(reply.body).toMatch(/^Dismissed by `kim`: .*the id is a number/);
    expect(reply.body).not.toMatch(/(?<![\w`&;])@acme/);
    await history.push({ [history.path]: `${SQL.bad}\n${FLAWED}` });
    expect(await history.page()).toBe('A:said+dismissed B:said | 0 new, 0 fixed, 1 open');
  });

  it('an id that is nowhere is answered', async () => {
    const history = await shop.open();
    await command(history, '/dismiss zzzz9 no');
    const { issueComments } = await shop.running.github.pull(REPO, history.number);
    expect(issueComments.at(-1)!.body).toContain('There is no thread with a finding zzzz9');
  });

  it('a thread that a person resolved is neither told again nor open', async () => {
    const history = await shop.open();
    const { id } = await thread(history, 'A');
    shop.running.github.resolveThread(REPO, history.number, id, 'kim');
    await history.push({ [history.path]: FLAWED.replace('One order', 'An order') });
    expect(await history.page()).toBe('A:said B:said | 0 new, 0 fixed, 1 open');
    const { threads } = await shop.running.github.pull(REPO, history.number);
    expect(threads.map(({ resolvedBy }) => resolvedBy)).toContain('kim');
  });

  it('a comment that was deleted is forgotten, and written again only by /review full', async () => {
    const history = await shop.open();
    const { id } = await thread(history, 'A');
    const url = `${shop.running.github.apiUrl}/repos/${REPO}/pulls/comments/${id}`;
    const authorization = `token ${shop.running.github.createToken('acme')}`;
    await history.after(async () => {
      expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
      await shop.running.github.push(REPO, {
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
    const history = await shop.open();
    await command(history, '/pause');
    await history.push({ [history.path]: FLAWED + WIPE });
    expect(await history.conclusion()).toBe('neutral');
    expect(await history.page()).toBe('A:said B:said | first');
    await command(history, '/review');
    expect(await history.page()).toBe('A:said B:said C:said | 1 new, 0 fixed, 2 open');
    await history.push({ [history.path]: code(SQL.good, PAY.bad) + WIPE });
    expect(await history.conclusion()).toBe('neutral');
    await command(history, '/resume');
    const { issueComments } = await shop.running.github.pull(REPO, history.number);
    expect(issueComments[0]!.body).not.toContain('Paused');
    await history.push({ [history.path]: code(SQL.good, PAY.good) + WIPE });
    expect(await history.page()).toBe('A:said+fixed B:said+fixed C:said | 0 new, 2 fixed, 1 open');
  });

  it('/review --since takes a commit that was reviewed, and says when there is none', async () => {
    const history = await shop.open();
    const { head } = await shop.running.github.pull(REPO, history.number);
    await history.push({ [history.path]: FLAWED + WIPE });
    await command(history, `/review --since ${head.slice(0, 10)}`);
    expect(await history.page()).toBe('A:said B:said C:said | 0 new, 0 fixed, 3 open');
    await command(history, '/review --since abcdef1');
    const { checks } = await shop.running.github.pull(REPO, history.number);
    expect(checks.at(-1)!.summary).toContain('there is no commit abcdef1 here to compare with');
  });
});
