import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../src/core/render/json.ts';
import { golden, readFixture } from './fixture.ts';

const REVIEW =
  'schema base mergeBase head agent model outcome replayed coverage findings rejected usage';
const FINDING =
  'id fingerprint path side startLine line anchor severity category confidence title body approach ' +
  'errorHandling assumptions tests scaling evidence alsoAt suggestion verdict preexisting wouldPost rank posted';

type Parsed = Record<string, unknown> & { findings: Record<string, unknown>[] };
const parse = (name: string): Parsed => JSON.parse(renderJson(readFixture(name).result)) as Parsed;

describe('the JSON of a review', () => {
  it.each(['findings', 'clean', 'incomplete', 'hostile'])(
    'of %s is the expected text',
    async (name) => {
      await expect(renderJson(readFixture(name).result)).toMatchFileSnapshot(
        golden(`${name}.json`),
      );
    },
  );

  it('has the promised keys in the promised order', () => {
    const review = parse('findings');
    expect(Object.keys(review).join(' ')).toBe(REVIEW);
    expect(Object.keys(review.findings[0]!).join(' ')).toBe(FINDING);
    expect(Object.keys(review['usage'] as object).join(' ')).toBe(
      'requests inputTokens outputTokens cacheReadTokens cacheWriteTokens costUsd seconds',
    );
    expect(Object.keys(parse('incomplete')).join(' ')).toBe(
      REVIEW.replace(' usage', ' incomplete notes usage'),
    );
  });

  it('loses nothing: every finding and every text is there, by rank', () => {
    for (const name of ['findings', 'incomplete']) {
      const { result } = readFixture(name);
      const sorted = [...result.findings].sort((a, b) => a.rank - b.rank);
      expect(parse(name)).toEqual({ ...result, findings: sorted });
    }
  });

  it('leaves no character that acts on a terminal, and still means the same', () => {
    const { result } = readFixture('hostile');
    const text = renderJson(result);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect((JSON.parse(text) as Parsed).findings[0]!['title']).toBe(result.findings[0]!.title);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
