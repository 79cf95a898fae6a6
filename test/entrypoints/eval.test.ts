import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EvalReport } from '../../src/core/eval/report.ts';
import type { Answer } from '../support/claude/answer.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository } from '../support/git-repository.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import {
  asksForVerdict,
  reviewAnswer,
  type ScriptedFinding,
} from '../support/scripted-reviewer.ts';

const KEY = 'sk-test-0123456789abcdef';
const FIXTURES = join(import.meta.dirname, '../fixtures/eval');

let claude: ClaudeStandIn;
let answer: (context: AnswerContext) => Answer;
let folder: string;

beforeEach(async () => {
  answer = () => ({ json: { findings: [], choices: [] } });
  claude = await startClaude({ apiKey: KEY, answer: (_request, context) => answer(context) });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'backline-test-')));
  await mkdir(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
});

afterEach(async () => {
  await claude.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

function backline(args: string[], signal?: AbortSignal): Promise<CliRun> {
  return runCli(['eval', ...args], {
    cwd: folder,
    env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url, NO_COLOR: '1' },
    ...(signal === undefined ? {} : { signal }),
  });
}

async function evalJson(...args: string[]): Promise<{ code: number; report: EvalReport }> {
  const { code, stdout, stderr } = await backline(['cases', '--format', 'json', ...args]);
  if (stdout === '') throw new Error(stderr);
  return { code, report: JSON.parse(stdout) as EvalReport };
}

async function write(path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** A case whose change adds `src/NAME.ts` with rows `first(1);` … */
async function writeCase(name: string, yml: string, rows = 60): Promise<void> {
  const added = Array.from({ length: rows }, (_, index) => `+${name}(${index + 1});`);
  await write(`cases/${name}/case.yml`, yml);
  await write(`cases/${name}/base/src/index.ts`, 'export {};\n');
  const file = `src/${name}.ts`;
  await write(
    `cases/${name}/change.patch`,
    [
      `diff --git a/${file} b/${file}`,
      'new file mode 100644',
      '--- /dev/null',
      `+++ b/${file}`,
      `@@ -0,0 +1,${rows} @@`,
      ...added,
      '',
    ].join('\n'),
  );
}

const FLAWED = `title: Count orders
expected:
  - { path: src/orders.ts, line: 10, text: It counts twice. }
  - { path: src/orders.ts, lines: 30-32, text: It never ends. }
`;

/** Two expectations and two clean changes. */
async function writeCases(): Promise<void> {
  await writeCase('orders', FLAWED);
  await writeCase('quiet', 'title: Rename\nclean: true');
  await writeCase('noisy', 'title: Move\nclean: true');
}

function at(name: string, line: number, over: Partial<ScriptedFinding> = {}): ScriptedFinding {
  return { path: `src/${name}.ts`, row: `${name}(${line});`, title: `Flaw at ${line}`, ...over };
}

/** Meets the first expectation twice, holds back the second, is wrong once in both. */
const FINDINGS = [
  at('orders', 10, { category: 'database' }),
  at('orders', 12, { category: 'api' }),
  at('orders', 31, { wouldPost: false }),
  at('orders', 50),
  at('noisy', 7),
];

function asksJudge({ schema }: AnswerContext): boolean {
  return Object.hasOwn((schema?.['properties'] as object | undefined) ?? {}, 'judgements');
}

interface Judgement {
  meets?: string[];
  real?: boolean;
}

/** The judge's answer by the titles of the findings it is shown. */
function judgement({ userText }: AnswerContext, by: (title: string) => Judgement): Answer {
  const shown = userText.matchAll(/<finding id="(F\d+)">\nplace: [^\n]+\n([^\n]+)\n/g);
  return {
    json: {
      judgements: [...shown].map(([, finding, title]) => ({
        finding,
        meets: [],
        real: false,
        reason: `About ${title}.`,
        ...by(title!),
      })),
    },
  };
}

describe('backline eval', () => {
  it('counts by place what a small set of cases gives by hand', async () => {
    await writeCases();
    answer = (context) => reviewAnswer(context, FINDINGS);
    const { code, report } = await evalJson('--judge', 'place');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      schema: 'backline.eval/1',
      judge: { kind: 'place', model: null, usage: { requests: 0 } },
      replayed: false,
      cases: { total: 3, clean: 2, expected: 2 },
      compared: ['noisy', 'orders', 'quiet'],
      notRun: [],
    });
    const [agent] = report.agents;
    expect(agent).toMatchObject({
      agent: 'backend-developer-expert',
      source: 'built in',
      scored: 3,
      // Posted: rows 10, 12 and 50 of orders, row 7 of noisy. Met: the first expectation, once.
      counts: { changes: 3, expected: 2, posted: 4, met: 1, cleanChanges: 2, silentOnClean: 1 },
      figures: {
        recall: 1 / 2,
        precision: 1 / 4,
        precisionJudged: null,
        f1: 2 / 6,
        commentsPerChange: 4 / 3,
      },
    });
    // Three times the finder, and the verifier for each finding that could be posted.
    expect(agent!.usage.requests).toBe(3 + 4);
    expect(agent!.costPerChangeUsd).toBeCloseTo(report.costUsd! / 3, 10);
    expect(agent!.secondsPerChange).toBeGreaterThan(0);

    const orders = agent!.cases.find(({ case: name }) => name === 'orders')!;
    expect(orders.expected.map(({ metBy }) => metBy !== null)).toEqual([true, false]);
    expect(orders.expected[1]!.heldBack).toHaveLength(1);
    expect(orders.findings.map(({ line, standing }) => [line, standing])).toEqual([
      [10, 'met'],
      [12, 'repeated'],
      [50, 'unjudged'],
      [31, 'not posted'],
    ]);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it("keeps to the operator's models, prices and budget", async () => {
    await writeCase('orders', FLAWED);
    await write(
      'operator.yml',
      [
        'allow: { models: [haiku] }',
        'prices: { claude-haiku-5-5: { input: 1000, output: 5000 } }',
        'budget: { per_review_usd: 0.01 }',
      ].join('\n'),
    );
    vi.stubEnv('BACKLINE_CONFIG', join(folder, 'operator.yml'));
    const asked: string[] = [];
    answer = (context) => {
      asked.push(context.model);
      return reviewAnswer(context, FINDINGS);
    };
    const { code, report } = await evalJson('--judge', 'place', '--model', 'opus');
    // The finder's first answer spends it, so that no verifier is asked and the case does not count.
    expect(asked).toEqual([expect.stringContaining('haiku')]);
    expect(code).toBe(3);
    expect(report.notRun).toEqual([
      expect.objectContaining({ why: expect.stringContaining('the cost limit of $0.01') }),
    ]);
    expect(report.costUsd).toBeGreaterThan(0.1);
  });

  it('says what other settings would have given on the same answers', async () => {
    await writeCases();
    answer = (context) =>
      reviewAnswer(context, [at('orders', 10), at('orders', 31, { wouldPost: false })]);
    const { report } = await evalJson('--judge', 'place');
    const [agent] = report.agents;
    expect(agent!.figures).toMatchObject({ recall: 1 / 2, precision: 1, f1: 2 / 3 });
    const [best] = agent!.otherSettings!.best;
    expect(best).toMatchObject({
      figures: { recall: 1, precision: 1, f1: 1 },
      counts: { posted: 2 },
    });
    // Written into a configuration, the setting does what was said of it.
    const { choosing } = best!;
    const { wouldPost, ...weights } = choosing.weights;
    await write(
      'cases/orders/base/.github/backline.yml',
      JSON.stringify({
        ranking: { weights: { would_post: wouldPost, ...weights }, threshold: choosing.threshold },
        severity: choosing.severityFloor,
        max_comments: choosing.maxComments,
      }),
    );
    const again = await evalJson('--judge', 'place', '--cases', 'orders');
    expect(again.report.agents[0]!.counts).toMatchObject({ posted: 2, met: 2 });
  });

  it('asks the judge about meaning, blind to who found it and what was posted', async () => {
    await writeCases();
    const asked: AnswerContext[] = [];
    answer = (context) => {
      if (!asksJudge(context)) return reviewAnswer(context, FINDINGS);
      asked.push(context);
      return judgement(context, (title) => {
        if (title === 'Flaw at 10') return { meets: ['E2'], real: true };
        if (title === 'Flaw at 31') return { meets: ['E2'], real: true };
        if (title === 'Flaw at 12') return { meets: ['E1'], real: true };
        return { real: title === 'Flaw at 50' };
      });
    };
    const { code, report } = await evalJson();
    expect(code).toBe(0);
    // No finding, no question: quiet is not judged.
    expect(asked).toHaveLength(2);
    expect(report.judge).toMatchObject({ kind: 'model', usage: { requests: 2 } });
    expect(report.judge.model).toContain('opus');
    const text = asked.find(({ userText }) => userText.includes('src/orders.ts'))!;
    expect(text.userText).toContain(
      '<expected id="E2">\nplace: src/orders.ts:30-32 (RIGHT)\nIt never ends.',
    );
    expect(`${text.systemText}${text.userText}`).not.toMatch(
      /backend-developer-expert|would.?post|confidence/i,
    );
    expect(text.toolNames).toContain('read_file');

    const [agent] = report.agents;
    // Row 12 names the first flaw near its place; row 10 names the second far from it.
    expect(agent!.counts).toMatchObject({ posted: 4, met: 1, misplaced: 1, real: 2, unjudged: 0 });
    expect(agent!.figures).toMatchObject({
      recall: 1 / 2,
      precision: 1 / 4,
      precisionJudged: 3 / 4,
    });
    const orders = agent!.cases.find(({ case: name }) => name === 'orders')!;
    expect(orders.findings.map(({ line, standing, reason }) => [line, standing, reason])).toEqual([
      [10, 'misplaced', 'About Flaw at 10.'],
      [12, 'met', 'About Flaw at 12.'],
      [50, 'real', 'About Flaw at 50.'],
      [31, 'not posted', 'About Flaw at 31.'],
    ]);
  });

  it('counts nothing that the judge could not judge', async () => {
    await writeCase('orders', FLAWED);
    answer = (context) =>
      asksJudge(context)
        ? judgement(context, () => ({ meets: ['E9'] }))
        : reviewAnswer(context, FINDINGS);
    const { code, report } = await evalJson();
    expect(code).toBe(3);
    expect(report.notRun[0]!.why).toMatch(/^it was not judged: .*F1 meets "E9"/);
    expect(report.agents[0]).toMatchObject({ scored: 0, figures: { recall: null, f1: null } });
  });

  it('sets agents side by side on the cases that both were scored on', async () => {
    await writeCases();
    await write('a.md', '---\nname: a\ndescription: First.\n---\nI am the first.\n');
    await write('b.md', '---\nname: b\ndescription: Second.\n---\nI am the second.\n');
    answer = (context) => {
      const second = context.systemText.includes('I am the second.');
      if (second && context.userText.includes('src/quiet.ts')) return { stop: 'refusal' };
      return reviewAnswer(
        context,
        second ? FINDINGS.slice(1) : [at('orders', 10), at('orders', 31)],
      );
    };
    const args = ['--agent', './a.md', '--agent', './b.md', '--judge', 'place'];
    const { code, report } = await evalJson(...args);
    expect(code).toBe(3);
    expect(report.compared).toEqual(['noisy', 'orders']);
    expect(report.agents.map(({ agent, scored }) => [agent, scored])).toEqual([
      ['./a.md', 3],
      ['./b.md', 2],
    ]);
    expect(report.agents.map(({ counts }) => [counts.changes, counts.posted, counts.met])).toEqual([
      [2, 2, 2],
      [2, 3, 1],
    ]);
    expect(report.notRun).toMatchObject([{ case: 'quiet', agent: './b.md' }]);

    const { stdout } = await backline(['cases', ...args, '--verbose']);
    expect(stdout).toMatch(/^ +\.\/a\.md +\.\/b\.md$/m);
    expect(stdout).toMatch(/^recall +1\.00 {2}\(2 of 2\) +0\.50 {2}\(1 of 2\)$/m);
    expect(stdout).toMatch(/^precision, by the labels +1\.00 {2}\(2 of 2\) +0\.33 {2}\(1 of 3\)$/m);
    expect(stdout).toMatch(/^silent on clean changes +1 of 1 +0 of 1$/m);
    expect(stdout).toContain(
      'The figures count the 2 cases that all of these agents were scored on.',
    );
    expect(stdout).toMatch(/^ {2}F1 +recall .* setting\n {2}1\.00 .* as reviewed$/m);
    expect(stdout).toMatch(/^Not run:\n {2}quiet \(\.\/b\.md\): the model refused/m);
    expect(stdout).toMatch(/^ {2}met src\/orders\.ts:10 Flaw at 10 \[/m);
    expect(stdout).toMatch(
      /^ {2}missed, held back in \w+: src\/orders\.ts:30-32 It never ends\.$/m,
    );
  });

  it('never scores a changed agent by a recording', async () => {
    await writeCases();
    await write('mine.md', '---\nname: mine\ndescription: Mine.\n---\nLook twice.\n');
    answer = (context) =>
      asksJudge(context)
        ? judgement(context, () => ({ real: true }))
        : reviewAnswer(context, FINDINGS);
    const recorded = await evalJson('--agent', './mine.md', '--record', 'answers');
    await claude.close();

    const replayed = await evalJson('--agent', './mine.md', '--replay', 'answers');
    expect(replayed.code).toBe(0);
    expect(replayed.report.replayed).toBe(true);
    expect(replayed.report.agents[0]).toMatchObject({
      figures: recorded.report.agents[0]!.figures,
      counts: recorded.report.agents[0]!.counts,
      secondsPerChange: null,
    });
    expect(replayed.report.costUsd).toBeCloseTo(recorded.report.costUsd!, 10);

    await write('mine.md', '---\nname: mine\ndescription: Mine.\n---\nLook three times.\n');
    const changed = await evalJson('--agent', './mine.md', '--replay', 'answers');
    expect(changed.code).toBe(3);
    expect(changed.report.agents[0]).toMatchObject({
      scored: 0,
      figures: { f1: null },
      otherSettings: null,
    });
    expect(changed.report.notRun.map(({ case: name }) => name)).toEqual([
      'noisy',
      'orders',
      'quiet',
    ]);
    expect(changed.report.notRun[0]!.why).toContain('hold no answer');
    claude = await startClaude({ answer: () => ({ text: '' }) });
  });

  it('begins nothing more once --max-cost is spent, and says what was not run', async () => {
    await writeCases();
    const { code, report } = await evalJson('--max-cost', '0.0001', '--concurrency', '1');
    expect(code).toBe(3);
    expect(report.agents[0]).toMatchObject({ scored: 1, counts: { changes: 1 } });
    expect(report.notRun).toEqual([
      {
        case: 'orders',
        agent: 'backend-developer-expert',
        why: 'the cost limit of $0.0001 is reached',
      },
      {
        case: 'quiet',
        agent: 'backend-developer-expert',
        why: 'the cost limit of $0.0001 is reached',
      },
    ]);
    expect(claude.requests.filter(({ path }) => path === '/v1/messages')).toHaveLength(1);
  });

  it('stops a review under way at the limit, and does not score its half', async () => {
    await writeCase('orders', FLAWED);
    answer = (context) =>
      asksForVerdict(context)
        ? { text: 'never asked' }
        : context.turn === 1
          ? { toolCalls: [{ name: 'list_files', input: {} }] }
          : reviewAnswer(context, FINDINGS);
    const { code, report } = await evalJson('--max-cost', '0.0001');
    expect(code).toBe(3);
    expect(report.agents[0]!.scored).toBe(0);
    expect(report.notRun[0]!.why).toBe('the cost limit of $0.0001 is reached');
    expect(report.agents[0]!.cases[0]).toMatchObject({ status: 'not run', findings: [] });
    expect(report.costUsd).toBeGreaterThan(0.0001);
  });

  it('leaves nothing behind on Ctrl-C', async () => {
    await writeCases();
    claude.faults.next({ hang: true });
    const interrupt = new AbortController();
    const running = backline(['cases'], interrupt.signal);
    const asked = () => claude.requests.some(({ path }) => path === '/v1/messages');
    await expect.poll(asked, { timeout: 15_000 }).toBe(true);
    expect(await readdir(join(folder, 'tmp'))).not.toEqual([]);
    interrupt.abort();
    const { code, stdout, stderr } = await running;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted');
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('reads a case from a bundle', async () => {
    const repository = await createRepository();
    try {
      await repository.write('src/index.ts', 'export {};\n');
      await repository.commit('Start');
      await repository.git('branch', 'base');
      await repository.git('switch', '-q', '-c', 'head');
      await repository.write('src/orders.ts', 'one();\ntwo();\n');
      await repository.commit('Two steps');
      await mkdir(join(folder, 'cases/orders'), { recursive: true });
      const bundle = join(folder, 'cases/orders/change.bundle');
      await repository.git('bundle', 'create', '-q', bundle, 'base', 'head');
    } finally {
      await repository.remove();
    }
    const expected = 'expected: [{ path: src/orders.ts, line: 2, text: Wrong. }]';
    await write('cases/orders/case.yml', `title: Orders\n${expected}\n`);
    answer = (context) => reviewAnswer(context, [{ path: 'src/orders.ts', row: 'two();' }]);
    const { report } = await evalJson('--judge', 'place');
    expect(report.agents[0]!.counts).toMatchObject({ posted: 1, met: 1 });
  });

  it('tells the model what the case says of the change, and keeps what is expected from it', async () => {
    await writeCase('orders', `${FLAWED}body: Because it was asked for.\nlanguage: ko\n`);
    let seen = '';
    answer = (context) => {
      seen = `${context.systemText}${context.userText}`;
      return reviewAnswer(context, []);
    };
    await evalJson();
    expect(seen).toContain(
      '<description>\nCount orders\n\nBecause it was asked for.\n</description>',
    );
    expect(seen).toContain('Korean');
    expect(seen).not.toContain('It counts twice');
  });
});

describe('a broken case', () => {
  const broken = async (change: () => Promise<void>): Promise<string> => {
    await writeCase('orders', FLAWED);
    await change();
    const { code, stdout, stderr } = await backline(['cases', '--quiet']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(claude.requests.filter(({ path }) => path === '/v1/messages')).toEqual([]);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    return stderr;
  };
  const remove = (path: string) => () => rm(join(folder, path), { recursive: true });

  it.each<[string, () => Promise<void>, string]>([
    ['without a case.yml', remove('cases/orders/case.yml'), 'orders: there is no case.yml.'],
    [
      'without a patch',
      remove('cases/orders/change.patch'),
      'orders: lacks change.patch; a case needs base/ and change.patch, or change.bundle.',
    ],
    [
      'without a base',
      remove('cases/orders/base'),
      'orders: lacks base/; a case needs base/ and change.patch, or change.bundle.',
    ],
    [
      'with both kinds',
      () => write('cases/orders/change.bundle', ''),
      'orders: has change.bundle besides change.patch or base/; keep one kind.',
    ],
    [
      'with a wrong key',
      () => write('cases/orders/case.yml', 'titel: A\n'),
      'orders/case.yml:1: unknown key "titel"; the nearest known one is "title".',
    ],
    [
      'with a patch that does not apply',
      () => write('cases/orders/base/src/orders.ts', 'taken\n'),
      'orders: change.patch does not apply to base/ (git: src/orders.ts: already exists in index)',
    ],
    [
      'with a row that is not shown',
      () => write('cases/orders/case.yml', FLAWED.replace('line: 10', 'line: 99')),
      'orders/case.yml: expected[1]: the change does not show row 99 of src/orders.ts on side RIGHT; it shows 1-60.',
    ],
    [
      'that is no text',
      () => writeFile(join(folder, 'cases/orders/case.yml'), Buffer.from([0xff, 0xfe])),
      'orders/case.yml: is not UTF-8 text.',
    ],
  ])('%s is told in one line before anything is asked', async (_name, change, message) => {
    expect(await broken(change)).toBe(`backline: ${message}\n`);
  });

  it('with a bundle that is none, or lacks a ref', async () => {
    const stderr = await broken(async () => {
      await remove('cases/orders/base')();
      await remove('cases/orders/change.patch')();
      await write('cases/orders/change.bundle', 'not a bundle\n');
    });
    expect(stderr).toMatch(/^backline: orders: change\.bundle can't be used \(git: .*\)\n$/);
    const repository = await createRepository();
    await repository.commit('Start');
    const bundle = join(folder, 'cases/orders/change.bundle');
    await repository.git('bundle', 'create', '-q', bundle, 'main');
    await repository.remove();
    expect((await backline(['cases', '--quiet'])).stderr).toBe(
      'backline: orders: change.bundle holds no ref base; make it with `git bundle create change.bundle base head`.\n',
    );
  });

  it.each([
    [['nowhere'], 'there is no folder nowhere.'],
    [['cases', '--cases', 'x*'], 'no case of cases has such a name; there are: orders.'],
    [['cases/orders/base'], 'src: there is no case.yml.'],
    [['cases/orders/case.yml'], 'cases/orders/case.yml is no folder of cases.'],
    [['cases', '--agent', 'nobody'], 'there is no agent "nobody".'],
    [['cases', '--agent', 'x', '--agent', 'x'], '--agent x is there twice; name it once.'],
    [['cases', '--replay', 'x', '--max-cost', '1'], '--max-cost has no meaning with --replay'],
    [['cases', '--concurrency', '0'], 'It must be 1 to 99.'],
  ])('%j is wrong usage', async (args, message) => {
    await writeCase('orders', FLAWED);
    const { code, stderr } = await backline([...args, '--quiet']);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('our own cases', () => {
  it('can all be run, and every flaw lies in a file that is reviewed', async () => {
    const shown = new Set<string>();
    answer = (context) => {
      const title = /<description>\n([^\n]+)/.exec(context.userText)![1]!;
      for (const [, path] of context.userText.matchAll(/<file path="([^"]+)"/g))
        shown.add(`${title}: ${path}`);
      return reviewAnswer(context, []);
    };
    const { code, stdout } = await backline([FIXTURES, '--format', 'json', '--concurrency', '4']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as EvalReport;
    expect(report.cases.clean).toBe(6);
    expect(report.cases.total).toBe(18);
    expect(report.agents[0]!.figures).toMatchObject({ recall: 0, precision: null, f1: 0 });
    expect(report.agents[0]!.counts).toMatchObject({ cleanChanges: 6, silentOnClean: 6 });
    for (const { case: name, expected } of report.agents[0]!.cases) {
      const yml = await readFile(join(FIXTURES, name, 'case.yml'), 'utf8');
      const title = /^title: (.+)$/m.exec(yml)![1]!;
      for (const { path } of expected) expect(shown).toContain(`${title}: ${path}`);
    }
  });
});

it('prints its help', async () => {
  const { code, stdout } = await runCli(['eval', '--help'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain('backline eval cases --record answers');
});
