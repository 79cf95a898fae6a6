import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerContext } from '../../support/claude/context.ts';
import { startRunningApp, type RunningApp } from '../../support/running-app.ts';
import { reviewAnswer } from '../../support/scripted-reviewer.ts';

let running: RunningApp;
let number: number;
let jobs = 1;
let asked: AnswerContext[] = [];

const REPO = 'acme/shop';
const CODE = 'export const find = (id) => db.one(`select ${id}`);\n';

const has = ({ schema }: AnswerContext, key: string): boolean =>
  Object.hasOwn((schema?.['properties'] as object | undefined) ?? {}, key);

beforeAll(async () => {
  running = await startRunningApp({
    answer: (context) => {
      asked.push(context);
      if (has(context, 'holds')) {
        return {
          json: {
            holds: 'yes',
            text: 'The id is still pasted in. @dev',
            evidence: [{ path: 'src/a.ts', side: 'RIGHT', line: 1, quote: CODE.trim() }],
          },
        };
      }
      if (has(context, 'stance')) {
        return {
          json: { stance: 'concede', text: 'You are right.', code: '', language: '', evidence: [] },
        };
      }
      if (context.schema === undefined) return { text: 'Bind it:\n\n```ts\ndb.one($1)\n```' };
      return reviewAnswer(context, [{ path: 'src/a.ts', row: 'db.one', title: 'Injection' }]);
    },
  });
  const { github } = running;
  await github.createRepository(REPO, {
    files: { 'src/a.ts': 'export const find = () => null;\n' },
    collaborators: { dev: 'write', reader: 'read' },
  });
  await github.push(REPO, { branch: 'topic', files: { 'src/a.ts': CODE }, user: 'dev' });
  ({ number } = await github.openPullRequest({ repo: REPO, head: 'topic', user: 'dev' }));
  await running.finished(1);
});

afterAll(async () => {
  await running.stop();
});

async function say(user: string, body: string): Promise<void> {
  asked = [];
  await running.github.comment(REPO, number, user, body);
  await running.finished(++jobs);
}

async function newestNote(): Promise<string> {
  return (await running.github.pull(REPO, number)).issueComments.at(-1)!.body;
}

describe('questions on a pull request', () => {
  it('/ask is answered where it was asked, with the question and code', async () => {
    await say('dev', '/ask 어떻게 고치나요?');
    const note = await newestNote();
    expect(note).toContain('> 어떻게 고치나요?');
    expect(note).toContain('```ts\ndb.one($1)\n```');
    expect(asked[0]!.lastUserText).toContain('Korean');
    const { issueComments } = await running.github.pull(REPO, number);
    const command = issueComments.find(({ body }) => body.startsWith('/ask'));
    expect(command?.reactions.map(({ content }) => content).sort()).toEqual(['eyes', 'rocket']);
  });

  it('the mention is a question too', async () => {
    await say('dev', '@backline how do I bind it?');
    expect(await newestNote()).toContain('> how do I bind it?');
  });

  it('/explain ID tells more, with quotes that were checked, and harmless', async () => {
    const { comments } = await running.github.pull(REPO, number);
    const id = /`\/explain (\w{5})`/.exec(comments[0]!.body)![1]!;
    await say('dev', `/explain ${id}`);
    const note = await newestNote();
    expect(note).toContain('still pasted in');
    expect(note).toContain('`src/a.ts:1`');
    expect(note).not.toMatch(/@dev\b/);
  });

  it('/explain of what nobody knows names the ids there are', async () => {
    await say('dev', '/explain 00000');
    expect(asked).toEqual([]);
    expect(await newestNote()).toContain('00000');
  });

  it('a stranger gets 😕, and no model is asked', async () => {
    await say('reader', '/ask what is this?');
    expect(asked).toEqual([]);
  });
});

describe('a reply in its thread', () => {
  it('is read with the code and answered there, once', async () => {
    const { comments } = await running.github.pull(REPO, number);
    asked = [];
    running.github.reply(
      REPO,
      number,
      comments[0]!.id,
      'dev',
      'ids are numbers here, checked in the router',
    );
    await running.finished(++jobs);
    const thread = (await running.github.pull(REPO, number)).comments;
    expect(thread.at(-1)).toMatchObject({ user: 'backline[bot]', inReplyTo: comments[0]!.id });
    expect(thread.at(-1)!.body).toContain('You are right.');
    expect(asked[0]!.userText).toContain('ids are numbers here');
  });

  it('that is only thanks is left alone', async () => {
    const { comments } = await running.github.pull(REPO, number);
    asked = [];
    running.github.reply(REPO, number, comments[0]!.id, 'dev', 'Thanks, fixed!');
    await running.github.idle();
    expect(asked).toEqual([]);
    expect(running.done()).toBe(jobs);
    expect(running.github.violations).toEqual([]);
  });
});
