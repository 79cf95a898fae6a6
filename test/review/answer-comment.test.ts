import { beforeEach, describe, expect, it } from 'vitest';
import { writeMarker, type AnswerMarker } from '../../src/core/plan/marker.ts';
import type { Permission } from '../../src/core/conversation/who-may.ts';
import type { Thread } from '../../src/ports/pull-requests.ts';
import type { CommandComment } from '../../src/ports/queue.ts';
import { takeAnswer, type AnswerTurns } from '../../src/core/limit/answer-turns.ts';
import type { AnswerLimit } from '../../src/ports/limits.ts';
import { runComment, type CommandPorts } from '../../src/review/run-command.ts';

const REF = { owner: 'acme', repo: 'shop', number: 7 };
const HEAD = 'a'.repeat(40);

let did: string[];
let notes: { id: number; body: string }[];
let thread: Thread | null;
let permission: Permission;

beforeEach(() => {
  did = [];
  notes = [];
  thread = null;
  permission = 'write';
});

/** One person's limit, of this test alone. */
function limitOf(most: number): AnswerLimit {
  let turns: AnswerTurns | null = null;
  return {
    take: async (_login, what) => {
      const taken = takeAnswer(turns, what, 0, most);
      turns = taken.turns;
      return taken.turn;
    },
  };
}

/** Ports that write down what is done. Whoever opens the code, to ask the model, is noticed. */
function ports(over: Partial<CommandPorts> = {}): CommandPorts {
  const made = {
    slug: 'backline',
    limit: limitOf(30),
    stops: { signal: new AbortController().signal },
    willRetry: () => false,
    pulls: {
      get: async () => ({ ref: REF, author: { login: 'author' }, head: { sha: HEAD } }),
      permission: async () => permission,
      posted: async () => ({ comments: [], notes }),
      thread: async () => thread,
      mergeBase: async () => {
        throw new Error('the code was opened');
      },
    },
    publisher: {
      react: async (_ref: unknown, _target: unknown, content: string) => void did.push(content),
      saveNote: async (_ref: unknown, _id: unknown, body: string) => did.push(`note: ${body}`),
      reply: async (_ref: unknown, _first: unknown, body: string) => did.push(`reply: ${body}`),
    },
  };
  return { ...(made as unknown as CommandPorts), ...over };
}

function written(body: string, over: Partial<CommandComment> = {}): CommandComment {
  return { kind: 'issue-comment', id: 5, nodeId: 'N', author: 'dev', body, ...over };
}

const answered = (over: Partial<AnswerMarker> = {}): string =>
  writeMarker({ kind: 'answer', head: HEAD, of: 'issue-comment', to: 5, command: 0, ...over });

const FINDING = writeMarker({
  kind: 'finding',
  id: '3f7kq',
  fingerprint: 'f',
  head: HEAD,
  path: 'src/a.ts',
  side: 'RIGHT',
  line: 1,
});

function said(comments: [by: string, body: string][]): Thread {
  return {
    path: 'src/a.ts',
    side: 'RIGHT',
    line: 1,
    originalLine: 1,
    resolved: false,
    hunk: '@@ -1 +1 @@\n+x',
    comments: comments.map(([by, body], at) => ({
      id: at + 1,
      author: by,
      isBot: by.startsWith('backline'),
      isOurs: by === 'backline',
      body,
    })),
  };
}

describe('a command that is tried again', () => {
  it('is neither paid nor said twice when it was answered', async () => {
    notes = [{ id: 9, body: `Yes.\n\n${answered()}` }];
    const outcome = await runComment(REF, written('/ask Is it?'), ports());
    expect(outcome).toEqual({ commands: ['ask'], outcome: 'done' });
    expect(did).toEqual(['eyes', 'rocket']);
  });

  it.each([
    ['another comment', { to: 6 }],
    ['a comment of another kind with that number', { of: 'review' as const }],
    ['another command of it', { command: 1 }],
  ])('is not taken for answered by an answer to %s', async (_name, over) => {
    notes = [{ id: 9, body: answered(over) }];
    await expect(runComment(REF, written('/ask Is it?'), ports())).rejects.toThrow('opened');
  });

  it('tells a fault of ours in one sentence, unless it will be tried again', async () => {
    const failing = runComment(REF, written('/ask Is it?'), ports());
    await expect(failing).rejects.toThrow('opened');
    expect(did).toEqual(['eyes', expect.stringMatching(/^note: > Is it\?|^note: > /), 'confused']);
    expect(did[1]).toContain('something went wrong on our side');
    did = [];
    const again = runComment(REF, written('/ask Is it?'), ports({ willRetry: () => true }));
    await expect(again).rejects.toThrow('opened');
    expect(did).toEqual(['eyes']);
  });
});

describe('the limit of one person', () => {
  it('is told once, and nothing is opened', async () => {
    const limit = limitOf(1);
    await limit.take('dev', 'an earlier one');
    const limited = ports({ limit });
    await runComment(REF, written('/ask 하나만 더요?'), limited);
    expect(did).toEqual(['confused', expect.stringMatching(/한 시간에.*60분 뒤에/s)]);
    did = [];
    const outcome = await runComment(REF, written('/explain 3f7kq', { id: 6 }), limited);
    expect(outcome).toEqual({ commands: ['explain'], outcome: 'limit' });
    expect(did).toEqual(['confused']);
  });

  it('does not count what asks no model', async () => {
    const limit = limitOf(1);
    await limit.take('dev', 'an earlier one');
    const outcome = await runComment(REF, written('/backline help'), ports({ limit }));
    expect(outcome).toEqual({ commands: ['help'], outcome: 'done' });
  });
});

describe('a reply', () => {
  const reply = (body: string, over: Partial<CommandComment> = {}) =>
    runComment(
      REF,
      written(body, { kind: 'review-comment', id: 2, inReplyTo: 1, ...over }),
      ports(),
    );

  it.each<[string, Thread | null]>([
    ['not our thread', null],
    [
      'not our thread',
      said([
        ['kim', FINDING],
        ['dev', 'Is it?'],
      ]),
    ],
    [
      'not our thread',
      said([
        ['backline', 'Hello.'],
        ['dev', 'Is it?'],
      ]),
    ],
    ['gone', said([['backline', FINDING]])],
    [
      'resolved',
      {
        ...said([
          ['backline', FINDING],
          ['dev', 'Is it?'],
        ]),
        resolved: true,
      },
    ],
    [
      'answered before',
      said([
        ['backline', FINDING],
        ['dev', 'Is it?'],
        ['backline', answered({ of: 'review-comment', to: 2, command: null })],
      ]),
    ],
    [
      'a later reply',
      said([
        ['backline', FINDING],
        ['dev', 'Is it?'],
        ['dev', 'It can not be.'],
      ]),
    ],
  ])('gets nothing: %s', async (why, read) => {
    thread = read;
    expect(await reply('Is it?')).toEqual({ reply: why });
    expect(did).toEqual([]);
  });

  it('is not held back by later thanks, a later command, or what others say', async () => {
    thread = said([
      ['backline', FINDING],
      ['dev', 'Is it?'],
      ['dev', 'Thanks!'],
      ['dev', '/review'],
      ['kim', 'I wonder too.'],
    ]);
    await expect(reply('Is it?')).rejects.toThrow('opened');
    expect(did).toEqual(['eyes']);
  });

  it("by a stranger gets nothing, by the pull request's author an answer", async () => {
    permission = 'read';
    thread = said([
      ['backline', FINDING],
      ['dev', 'Is it?'],
    ]);
    expect(await reply('Is it?')).toEqual({ reply: 'may not' });
    expect(did).toEqual([]);
    await expect(reply('Is it?', { author: 'author' })).rejects.toThrow('opened');
  });
});
