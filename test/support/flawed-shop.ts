import type { Answer } from './claude/answer.ts';
import type { AnswerContext } from './claude/context.ts';
import type { GitHubStandIn } from './github/stand-in.ts';
import { startRunningApp, type AppOptions, type RunningApp } from './running-app.ts';
import { reviewAnswer } from './scripted-reviewer.ts';

/**
 * A reviewer that always tells every flaw it sees in the change, round after round, and a verifier
 * that says what the code says. What a person finds on the page is up to the ledger alone.
 */
export const FLAWS: Record<string, { row: string; title: string; severity: string }> = {
  A: { row: 'db.one(`select', title: 'The id goes into the SQL text', severity: 'critical' },
  B: { row: 'pay(order); await pay', title: 'The order is charged twice', severity: 'high' },
  C: { row: 'truncate orders', title: 'All rows are lost', severity: 'high' },
};
export const SQL = {
  good: '  return db.one("select * from orders where id = $1", [id]);',
  bad: '  return db.one(`select * from orders where id = ${id}`);',
};
export const PAY = {
  good: '  await payOnce(order);',
  bad: '  await pay(order); await pay(order);',
};

/** A file of two functions that are far enough apart for two hunks. */
export function code(sql: string, pay: string): string {
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

export const CLEAN = code(SQL.good, PAY.good);
export const FLAWED = code(SQL.bad, PAY.bad);
export const WIPE = 'export const wipe = () => db.none("truncate orders");\n';

export const REPO = 'acme/shop';

/** Whether the answer's schema has that key at its top. */
export const asksFor = ({ schema }: AnswerContext, key: string): boolean =>
  Object.hasOwn((schema?.['properties'] as object | undefined) ?? {}, key);

/** What that reviewer answers. */
export function flawedAnswer(context: AnswerContext): Answer {
  if (asksFor(context, 'fixed')) return judgeFix(context.userText);
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

/** One pull request and what is done to it. */
export interface History {
  github: GitHubStandIn;
  number: number;
  branch: string;
  base: string;
  /** Its file. */
  path: string;
  /** Pushes and waits until it is reviewed. */
  push: (files: Record<string, string | null>, onto?: string) => Promise<void>;
  /** Does something that sets off one job, and waits for its end. */
  after: (action: () => Promise<unknown>) => Promise<void>;
  /** `A:said B:said+fixed | 0 new, 1 fixed, 1 open`: our threads, then what the summary counts. */
  page: () => Promise<string>;
  /** Of the newest check on the head, or what `review` said. */
  conclusion: () => Promise<string | null>;
}

interface OpenOptions {
  /** What the branch is made from instead of its base. */
  onto?: string;
  /** What its file holds instead of both flaws. */
  first?: string;
}

/** A repository with an App that reviews it, for many pull requests. */
export interface FlawedShop {
  running: RunningApp;
  /** Opens a pull request whose file has the flaws A and B, on a base branch of its own. */
  open: (options?: OpenOptions) => Promise<History>;
  /** How often a model was asked. */
  questions: () => number;
}

interface ShopOptions extends Partial<AppOptions> {
  /** Reviews in the App's place, which is told of nothing then; gives the check's conclusion. */
  review?: (number: number) => Promise<string>;
}

export async function startFlawedShop({
  review,
  ...options
}: ShopOptions = {}): Promise<FlawedShop> {
  const running = await startRunningApp({
    answer: flawedAnswer,
    checkContract: false,
    ...options,
  });
  await running.github.createRepository(REPO, {
    files: { 'README.md': '# Shop\n' },
    collaborators: { dev: 'write', kim: 'write' },
  });
  let histories = 0;
  return {
    running,
    open: (given = {}) => openHistory(running, `h${++histories}`, given, review),
    questions: () => running.claude.requests.filter(({ path }) => path === '/v1/messages').length,
  };
}

async function openHistory(
  running: RunningApp,
  name: string,
  { onto, first = FLAWED }: OpenOptions,
  review: ShopOptions['review'],
): Promise<History> {
  const [branch, base, path] = [`topic-${name}`, `base-${name}`, `src/${name}.ts`];
  const { github } = running;
  const files = {
    [path]: CLEAN,
  };
  await github.push(REPO, { branch: base, files, onto: 'main', user: 'dev' });
  await github.push(REPO, { branch, files: { [path]: first }, onto: onto ?? base, user: 'dev' });
  let number = 0;
  let said: string | null = null;
  const after = async (action: () => Promise<unknown>): Promise<void> => {
    const before = running.done();
    await action();
    if (review === undefined) await running.finished(before + 1);
    else said = await review(number);
  };
  await after(async () => {
    ({ number } = await github.openPullRequest({ repo: REPO, head: branch, base, user: 'dev' }));
  });
  return {
    github,
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
    page: () => describePage(github, number),
    async conclusion() {
      if (review !== undefined) return said;
      const { checks, head } = await github.pull(REPO, number);
      return checks.findLast(({ headSha }) => headSha === head)!.conclusion;
    },
  };
}

/** The threads that `login` began, as `page` tells them. */
export async function describePage(
  github: GitHubStandIn,
  number: number,
  login = 'backline[bot]',
): Promise<string> {
  const pull = await github.pull(REPO, number);
  const threads = pull.threads.flatMap(({ comments }) => {
    const [first, ...replies] = comments.map((id) => pull.comments.find((one) => one.id === id)!);
    if (first!.user !== login) return [];
    const flaw = Object.entries(FLAWS).find(([, { title }]) => first!.body.includes(title));
    const ours = replies.filter(({ user }) => user === login);
    const said = ours.map(({ body }) => /^(Fixed|Back|Dismissed)/.exec(body)?.[1]?.toLowerCase());
    return [`${flaw?.[0] ?? '?'}:${['said', ...said].join('+')}`];
  });
  const notes = pull.issueComments.filter(({ user }) => user === login);
  const counts = notes.map(({ body }) => /\*\*(\d+ new, \d+ fixed, \d+ open)\*\*/.exec(body)?.[1]);
  return `${threads.sort().join(' ')} | ${counts.map((each) => each ?? 'first').join(' & ')}`;
}
