import { describe, expect, it } from 'vitest';
import { needsNoAnswer } from '../../../src/core/conversation/small-talk.ts';

describe('what needs no answer', () => {
  it.each([
    'Thanks!',
    'thank you so much 🙏',
    'Fixed.',
    'Done, thanks!',
    'Good catch, fixed in 1a2b3c4d.',
    "I'll fix it",
    'ok',
    '👍',
    ':+1:',
    '@backline[bot] thanks',
    'LGTM',
    'Makes sense, will do.',
    '감사합니다!',
    '넵 수정했습니다.',
    '수정 완료, 감사합니다',
    '반영했습니다',
    'ありがとうございます',
    '谢谢',
    '> The id goes into the SQL text\n\nThanks',
    '> only a quote',
    '',
  ])('%s', (body) => expect(needsNoAnswer(body)).toBe(true));
});

describe('what does', () => {
  it.each([
    'Thanks, but the router checks this already.',
    'Fixed?',
    "won't fix",
    'This is a false positive.',
    'done in the caller',
    'ok, but why?',
    'No.',
    '감사합니다. 그런데 이건 라우터에서 검사합니다.',
    '수정하지 않겠습니다',
    '왜요?',
    '```ts\nok\n```',
    `Thanks. ${'It is long. '.repeat(30)}`,
  ])('%s', (body) => expect(needsNoAnswer(body)).toBe(false));

  it('is told in linear time', () => {
    const body = 'ok '.repeat(66);
    expect(needsNoAnswer(`${body}x`)).toBe(false);
    expect(needsNoAnswer('ok '.repeat(200_000))).toBe(false);
  });
});
