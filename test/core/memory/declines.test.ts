import { describe, expect, it } from 'vitest';
import { declinedBy, isDecline, replyReason } from '../../../src/core/memory/declines.ts';

describe('turns a finding down', () => {
  it.each([
    "Won't fix.",
    'wontfix',
    'Won’t fix, because the job runs once a night.',
    "We won't fix this.",
    'I will not change this: the partner expects it.',
    'We are not going to change that',
    "Sorry, won't fix",
    'By design.',
    'This is by design.',
    "No, that's intentional.",
    "It's on purpose so that a retry is cheap",
    'Thanks, but this is by design.',
    'This works as intended',
    'working as intended',
    'False positive. The id is a number.',
    'Not a bug.',
    '@backline this is a false positive',
    '> The id is pasted in\n\nIntended behaviour, see `README.md`.',
    '**By design** - the cache is per process.',
    '의도된 동작입니다.',
    '의도된 것입니다. 재시도를 위해서예요.',
    '이건 의도한 거예요',
    '네, 이 부분은 의도된 설계입니다',
    '의도적으로 캐시를 비활성화했습니다',
    '수정하지 않겠습니다.',
    '이 부분은 수정하지 않기로 했습니다. 하루 한 번만 실행됩니다.',
    '고치지 않을 예정입니다',
    '오탐입니다',
    '설계상 그렇습니다.',
    '정상 동작입니다',
  ])('%j', (body) => {
    expect(isDecline(body)).toBe(true);
  });
});

describe('turns nothing down', () => {
  it.each([
    "I won't fix the tests here, but this is right",
    "I won't fix the tests here.",
    "Won't fix in this PR, will do it in a follow-up.",
    "Won't fix now, later.",
    'Is this by design?',
    'By design? I doubt it.',
    'Not by design, thanks!',
    "That isn't intended.",
    'This was not intended',
    'This was unintentional.',
    'Maybe this is intended.',
    'I think this is intended',
    'Probably a false positive',
    'If this is by design, say so',
    'By design we never lock, and this breaks it.',
    'By design, the cache is shared.',
    'Right, this is not a false positive.',
    'Good catch. The old code was by design.',
    'Fixed. By design it should have been a lock.',
    'This is intended to be fixed',
    "You won't fix it by retrying.",
    "> Won't fix\n\nWhy?",
    'They said "won\'t fix" elsewhere.',
    '`wontfix` is the label',
    '```\nBy design.\n```\nLook at this.',
    'It is intended, but you are right that it breaks.',
    'This is by design. However, I see the race.',
    'This is by design. Fixed the comment above it.',
    'Thanks!',
    'Not a problem!',
    'Works as expected now.',
    '네, 문제 없습니다',
    '지금은 수정하지 않겠습니다',
    '',
    '의도된 동작인가요?',
    '의도된 것이 아닙니다',
    '의도한 게 아니에요',
    '의도하지 않은 동작입니다',
    '의도된 것 같아요',
    '테스트는 수정하지 않겠습니다. 이 지적은 맞습니다.',
    '테스트는 수정하지 않겠습니다.',
    '수정하지 않으면 안 됩니다',
    '이번에는 수정하지 않겠습니다. 다음 PR에서 고치겠습니다.',
    '수정하지 않겠습니다만 지적은 맞습니다',
    '오탐이 아닙니다',
    '오탐인 것 같습니다',
    '수정했습니다. 감사합니다',
    '의도된 동작입니다. 하지만 경쟁 조건은 고치겠습니다.',
    `By design. ${'And so on and on. '.repeat(100)}`,
  ])('%j', (body) => {
    expect(isDecline(body)).toBe(false);
  });
});

describe('a thread', () => {
  const says = (author: string, body: string) => ({ author, isBot: false, isOurs: false, body });

  it('tells who turned its finding down, each with the last word that says so', () => {
    const replies = [
      says('kim', "Won't fix."),
      { ...says('backline', 'By design.'), isOurs: true },
      { ...says('robot', 'By design.'), isBot: true },
      { ...says('gone', 'By design.'), author: null },
      says('lee', 'Why is that so?'),
      says('lee', 'This is by design.'),
      says('kim', 'See the wiki.'),
      says('kim', 'By design.'),
    ];
    expect(declinedBy(replies)).toEqual([
      { author: 'kim', body: 'By design.' },
      { author: 'lee', body: 'This is by design.' },
    ]);
  });

  it.each(['You are right, fixed.', 'Is it?', 'Maybe not.', '다시 보니 맞습니다'])(
    'whoever says %j afterwards has not',
    (later) => {
      const kim = says('kim', 'By design.');
      expect(declinedBy([kim, says('kim', later)])).toEqual([]);
      expect(declinedBy([kim, says('lee', later)])).toHaveLength(1);
    },
  );

  it('a reason is what the person said, on one line and without what it quotes', () => {
    expect(replyReason('> Claim\n\nBy design,\nsee `a.ts`. <!-- backline:1:e30 -->')).toBe(
      'By design, see `a.ts`.',
    );
  });
});

it('takes no longer for hostile texts', () => {
  const started = performance.now();
  for (const piece of [
    'by design ',
    'no, ',
    "won't ",
    '의도된 ',
    '`"',
    '> ',
    '```\n',
    '<!-- ',
    'thanks but ',
    '네 ',
  ]) {
    isDecline(piece.repeat(20_000));
    isDecline(piece.repeat(10_000 / piece.length));
    declinedBy([{ author: 'a', isBot: false, isOurs: false, body: piece.repeat(20_000) }]);
    isDecline(piece.repeat(1500 / piece.length));
  }
  expect(performance.now() - started).toBeLessThan(1000);
});
