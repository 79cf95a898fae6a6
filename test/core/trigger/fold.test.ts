import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEvent } from '../../../src/core/trigger/fold.ts';
import { PayloadError } from '../../../src/core/trigger/payload.ts';
import { APP_EVENTS, type AppEvent } from '../../../src/core/trigger/trigger.ts';
import { example } from './payloads.ts';

const SLUG = 'backline';
const AT = { installation: 42, owner: 'Codertocat', repo: 'Hello-World' };
const PULL = { ...AT, number: 2 };
const BOT = { login: `${SLUG}[bot]`, type: 'Bot' };
/** The examples come from several repositories. */
const REPOSITORY = {
  repository: { id: 7, name: 'Hello-World', owner: { login: 'Codertocat' } },
  sender: { login: 'Codertocat', type: 'User' },
};

function pullRequest(action: string, changes: Record<string, unknown> = {}) {
  // GitHub's examples lack this action; what it adds is in `changes`.
  const from = action === 'edited' ? 'opened' : action;
  const parts = { ...REPOSITORY, action, pull_request: { number: 2 }, ...changes };
  return foldEvent('pull_request', example('pull_request', from, parts), SLUG);
}

describe('pull_request', () => {
  it.each([
    ['opened', 'opened'],
    ['reopened', 'reopened'],
    ['ready_for_review', 'ready_for_review'],
    ['synchronize', 'push'],
  ])('%s wants a review: %s', (action, reason) => {
    expect(pullRequest(action)).toEqual({ kind: 'review', reason, pulls: [PULL] });
  });

  it('edited wants a review when the base is another, not when the title is', () => {
    const base = { ref: { from: 'main' }, sha: { from: 'a'.repeat(40) } };
    expect(pullRequest('edited', { changes: { base } })).toEqual({
      kind: 'review',
      reason: 'base_changed',
      pulls: [PULL],
    });
    expect(pullRequest('edited', { changes: { title: { from: 'x' } } })).toBeNull();
  });

  it('closed stops the work', () => {
    expect(pullRequest('closed')).toEqual({ kind: 'stop', pull: PULL });
  });

  it.each(['labeled', 'unlabeled', 'converted_to_draft', 'assigned', 'locked', 'review_requested'])(
    '%s asks for nothing',
    (action) => expect(pullRequest(action)).toBeNull(),
  );

  it('ignores what we did ourselves', () => {
    expect(pullRequest('opened', { sender: BOT })).toBeNull();
  });
});

describe('check_run and check_suite', () => {
  const pulls = [
    { number: 2, base: { repo: { id: 7 } } },
    // The same branch, in a pull request of another repository.
    { number: 9, base: { repo: { id: 8 } } },
    { number: 3, base: { repo: { id: 7 } } },
  ];
  const run = (more: Record<string, unknown>, action = 'rerequested') => {
    const check_run = { app: { slug: SLUG }, pull_requests: pulls, external_id: '', ...more };
    const payload = { ...REPOSITORY, action, check_run };
    return foldEvent('check_run', example('check_run', 'rerequested', payload), SLUG);
  };
  const both = {
    kind: 'review',
    reason: 'rerequested',
    pulls: [PULL, { ...AT, number: 3 }],
  };

  it('rerequested wants a review of the pull requests of this repository', () => {
    expect(run({})).toEqual(both);
    const check_suite = { app: { slug: SLUG }, pull_requests: pulls };
    const payload = example('check_suite', 'rerequested', { ...REPOSITORY, check_suite });
    expect(foldEvent('check_suite', payload, SLUG)).toEqual(both);
  });

  it('knows the pull request of a fork by the external id of the check run', () => {
    const one = { kind: 'review', reason: 'rerequested', pulls: [PULL] };
    expect(run({ pull_requests: [], external_id: '2' })).toEqual(one);
    expect(run({ pull_requests: [], external_id: '2:run-7' })).toEqual(one);
    expect(run({ pull_requests: [], external_id: 'run-2' })).toBeNull();
    expect(run({ pull_requests: [], external_id: '0' })).toBeNull();
  });

  it("leaves other apps' checks and other actions alone", () => {
    expect(run({ app: { slug: 'other' } })).toBeNull();
    expect(run({}, 'completed')).toBeNull();
    const check_suite = { app: { slug: 'other' }, pull_requests: pulls };
    const payload = example('check_suite', 'rerequested', { ...REPOSITORY, check_suite });
    expect(foldEvent('check_suite', payload, SLUG)).toBeNull();
  });
});

it('merge_group.checks_requested names the head that waits', () => {
  const merge_group = { head_sha: 'b'.repeat(40) };
  const payload = example('merge_group', 'checks_requested', { ...REPOSITORY, merge_group });
  expect(foldEvent('merge_group', payload, SLUG)).toEqual({
    kind: 'merge_group',
    ...AT,
    head: 'b'.repeat(40),
  });
  const destroyed = { ...payload, action: 'destroyed' };
  expect(foldEvent('merge_group', destroyed, SLUG)).toBeNull();
});

describe('comments', () => {
  const comment = {
    id: 5,
    node_id: 'N',
    body: '/review',
    user: { login: 'dev', type: 'User' },
    performed_via_github_app: null,
  };
  const told = { id: 5, nodeId: 'N', author: 'dev', body: '/review' };
  const inIssue = (more: Record<string, unknown> = {}, action = 'created') => {
    const issue = { number: 2, pull_request: { url: 'x' } };
    const payload = { ...REPOSITORY, action, issue, comment, ...more };
    return foldEvent('issue_comment', example('issue_comment', 'created', payload), SLUG);
  };

  it('a command in the conversation', () => {
    expect(inIssue()).toEqual({
      kind: 'command',
      pull: PULL,
      comment: { kind: 'issue-comment', ...told },
    });
  });

  it('a command in a thread, which names where the thread starts', () => {
    const parts = { ...REPOSITORY, pull_request: { number: 2 } };
    const payload = example('pull_request_review_comment', 'created', {
      ...parts,
      comment: { ...comment, in_reply_to_id: 4 },
    });
    expect(foldEvent('pull_request_review_comment', payload, SLUG)).toEqual({
      kind: 'command',
      pull: PULL,
      comment: { kind: 'review-comment', ...told, inReplyTo: 4 },
    });
    const edited = { ...payload, action: 'edited' };
    expect(foldEvent('pull_request_review_comment', edited, SLUG)).toBeNull();
  });

  describe('words in a thread', () => {
    const inThread = (more: Record<string, unknown>) => {
      const payload = example('pull_request_review_comment', 'created', {
        ...REPOSITORY,
        pull_request: { number: 2 },
        comment: { ...comment, body: 'Is it?', in_reply_to_id: 4, ...more },
      });
      return foldEvent('pull_request_review_comment', payload, SLUG);
    };

    it('are a reply, which names where the thread starts', () => {
      expect(inThread({})).toEqual({
        kind: 'reply',
        pull: PULL,
        comment: { kind: 'review-comment', ...told, body: 'Is it?', inReplyTo: 4 },
      });
    });

    it.each<[string, Record<string, unknown>]>([
      ['that begin it', { in_reply_to_id: undefined }],
      ['of thanks', { body: 'Thanks, fixed!' }],
      ['of a bot', { user: { login: 'x[bot]', type: 'Bot' } }],
      ['that a program wrote for a person', { performed_via_github_app: { slug: 'other' } }],
    ])('%s ask for nothing', (_case, more) => expect(inThread(more)).toBeNull());
  });

  it('a command in the text of a review; a review without text is none', () => {
    const parts = { ...REPOSITORY, pull_request: { number: 2 } };
    const review = (body: string | null) =>
      foldEvent(
        'pull_request_review',
        example('pull_request_review', 'submitted', { ...parts, review: { ...comment, body } }),
        SLUG,
      );
    expect(review('/review')).toEqual({
      kind: 'command',
      pull: PULL,
      comment: { kind: 'review', ...told },
    });
    expect(review(null)).toBeNull();
    expect(review('')).toBeNull();
  });

  it.each([
    ['edited', inIssue({}, 'edited')],
    ['deleted', inIssue({}, 'deleted')],
    ['on an issue', inIssue({ issue: { number: 2, pull_request: undefined } })],
    ['without a command', inIssue({ comment: { ...comment, body: 'Looks good' } })],
    ['by a bot', inIssue({ comment: { ...comment, user: { login: 'x[bot]', type: 'Bot' } } })],
    ['by a deleted account', inIssue({ comment: { ...comment, user: null } })],
    ['sent by us', inIssue({ sender: BOT })],
    [
      'written through us',
      inIssue({ comment: { ...comment, performed_via_github_app: { slug: SLUG } } }),
    ],
  ])('runs nothing: %s', (_case, trigger) => expect(trigger).toBeNull());
});

function outcome(event: AppEvent, payload: unknown): string {
  try {
    return foldEvent(event, payload, SLUG)?.kind ?? 'nothing';
  } catch (error) {
    return error instanceof Error ? error.name : 'thrown';
  }
}

describe('a payload that GitHub would not send', () => {
  it.each([
    ['no installation', { installation: undefined }, /installation/],
    ['a number that is none', { pull_request: { number: '2' } }, /pull_request\.number/],
    ['a name that leads elsewhere', { repository: { name: '../x' } }, /repository\.name/],
    ['an owner that leads elsewhere', { repository: { owner: { login: 'a/b' } } }, /owner\.login/],
  ])('is refused by name: %s', (_case, changes, field) => {
    expect(() => pullRequest('opened', { ...REPOSITORY, ...changes })).toThrow(PayloadError);
    expect(() => pullRequest('opened', { ...REPOSITORY, ...changes })).toThrow(field);
  });

  it('never ends in anything but null or a PayloadError when it is made of rubbish', () => {
    const actions = ['opened', 'closed', 'created', 'submitted', 'rerequested', 'odd'];
    const part = fc.oneof(fc.jsonValue(), fc.record({ id: fc.nat(), user: fc.jsonValue() }));
    const rubbish = fc.oneof(
      fc.jsonValue(),
      fc.record({ action: fc.constantFrom(...actions), comment: part, pull_request: part }),
    );
    fc.assert(
      fc.property(fc.constantFrom<AppEvent>(...APP_EVENTS), rubbish, (event, payload) => {
        expect(outcome(event, payload)).toMatch(/^(?:nothing|PayloadError)$/);
      }),
    );
  });

  it('does not matter when nothing would be done with it', () => {
    expect(foldEvent('check_run', { action: 'completed', check_run: null }, SLUG)).toBeNull();
  });
});
