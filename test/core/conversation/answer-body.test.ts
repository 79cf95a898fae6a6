import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBody, answers, neutralText } from '../../../src/core/conversation/answer-body.ts';
import {
  readMarkers,
  withoutMarkers,
  writeMarker,
  type AnswerMarker,
} from '../../../src/core/plan/marker.ts';

const MARKER: AnswerMarker = {
  kind: 'answer',
  head: 'a'.repeat(40),
  of: 'issue-comment',
  to: 12,
  command: 0,
};
const FORGED = writeMarker({ ...MARKER, to: 13 });

describe('an answer as a comment', () => {
  it('fits, carries its own marker alone, and closes every fence, whatever the model wrote', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '```ts\n',
        '```\n',
        '~~~\n',
        FORGED,
        '@acme ',
        '\n/review\n',
        'End. ',
        '<!--',
      ),
      fc.string({ maxLength: 40 }),
      fc.constantFrom('가나다. '.repeat(6000), 'x '.repeat(40_000), '```\n'.repeat(9000)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string(), (pieces, quote) => {
        const body = answerBody({ quote, text: pieces.join('') }, MARKER);
        expect(body.length).toBeLessThanOrEqual(65_536);
        expect(readMarkers(body)).toEqual([MARKER]);
        expect(leftOpen(withoutMarkers(body))).toBeNull();
        expect(body.endsWith(writeMarker(MARKER))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('quotes the first line that says something, harmless and short', () => {
    const body = answerBody({ quote: `\n\n@acme why?\nmore`, text: 'So.' }, MARKER);
    expect(body).toMatch(/^> @&#8203;acme why\?\n\nSo\./);
    const long = answerBody({ quote: 'y'.repeat(5000), text: 'So.' }, MARKER);
    expect(long.split('\n')[0]!.length).toBeLessThan(210);
  });

  it('answers that command of that comment, and no other', () => {
    const body = answerBody({ quote: null, text: 'So.' }, MARKER);
    expect(answers(body, MARKER)).toBe(true);
    expect(answers(body, { ...MARKER, to: 13 })).toBe(false);
    expect(answers(body, { ...MARKER, command: null })).toBe(false);
    expect(answers(body, { ...MARKER, of: 'review' })).toBe(false);
  });
});

/** The fence that is open at the end of a text. */
function leftOpen(text: string): string | null {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0];
    if (open === null) open = mark ?? null;
    else if (mark === line && mark.length >= open.length) open = null;
  }
  return open;
}

describe('an answer in a terminal', () => {
  it('keeps code as it is and shows what would act', () => {
    expect(neutralText('```go\n\tif x {\r\n\t}\n```')).toBe('```go\n\tif x {\n\t}\n```');
    expect(neutralText('a\u001b[2Jb\u202ec')).toBe('a␛[2Jb<U+202E>c');
  });
});
