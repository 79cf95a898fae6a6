import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding/finding.ts';
import { renderComment } from '../../../src/core/render/comment.ts';
import { renderSummary } from '../../../src/core/render/pull-summary.ts';
import { finding, reviewResult } from '../../support/finding.ts';
import { activeParts, markdownNodes } from './markdown-tree.ts';

const MOST = 2_000;

const line = fc.oneof(
  fc.constantFrom(
    'It fails when it runs twice. The second call finds the row gone.',
    '한국어 문장이다. 둘째 문장은 `코드 조각. @owner` 를 담는다.',
    '```ts\nconst a = 1;\nawait b(a);\n```',
    '~~~\nopen ``` inside\n~~~',
    '- `@owner. Look` at www.example.com and #12',
    '',
    'x'.repeat(700),
    'word '.repeat(150),
  ),
  fc.string({ maxLength: 60 }),
);
const text = fc.array(line, { minLength: 1, maxLength: 40 }).map((lines) => lines.join('\n'));

describe('a comment that is too long', () => {
  it('fits, keeps title and commands, stays inert and cuts no fence', () => {
    const any = fc.record({ title: text, body: text, approach: text, tests: text, code: text });
    fc.assert(
      fc.property(any, fc.constantFrom('en' as const, 'ko' as const), (parts, language) => {
        const { code, ...words } = parts;
        const each: Finding = finding({ ...words, suggestion: { startLine: 2, line: 2, code } });
        const body = renderComment(each, { language, committable: false, mostCharacters: MOST });
        expect(body.length).toBeLessThanOrEqual(MOST);
        expect(body).toMatch(/^\*\*/);
        expect(body).toMatch(/<sub>`\/explain k3f9a` `\/dismiss k3f9a …`<\/sub>$/);
        const own = /<\/?(?:details|summary|sub)>/g;
        const active = activeParts(body.replace(own, '')).filter((part) => part !== 'command');
        expect(active).toEqual([]);
        const whole = renderComment(each, { language, committable: false, mostCharacters: 1e9 });
        const blocks = new Set(codeOf(whole));
        expect(codeOf(body).filter((block) => !blocks.has(block))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is cut behind a sentence', () => {
    const sentence = 'It fails when it runs twice. ';
    const each = finding({ body: sentence.repeat(200) });
    const body = renderComment(each, { language: 'en', committable: false, mostCharacters: MOST });
    expect(body).toContain('twice.\n\n…\n\n<sub>');
    expect(body.length).toBeGreaterThan(MOST - 200);
  });

  it('tells the beginning of one sentence that is longer than all there is room for', () => {
    const each = finding({ body: `Start ${'x'.repeat(5000)}` });
    const body = renderComment(each, { language: 'en', committable: false, mostCharacters: MOST });
    expect(body).toContain('\n\nStart xxx');
  });

  it('keeps what to do when the story is long', () => {
    const each = finding({ body: 'Story. '.repeat(2000), approach: 'Lock the row.' });
    const body = renderComment(each, { language: 'en', committable: false, mostCharacters: MOST });
    expect(body).toContain('Lock the row.');
  });
});

describe('a summary that is too long', () => {
  it('fits a comment and a check run in bytes, and names every finding that is only there', () => {
    const findings = Array.from({ length: 60 }, (_, at) =>
      finding({ id: `id${at}`, title: `결함 ${at}`, body: '한국어 문장이다. '.repeat(400) }),
    );
    const listed = findings.map(({ id }) => ({ findingId: id, reason: 'no row' }));
    const result = reviewResult(findings);
    const summary = renderSummary(result, listed, { language: 'ko', banners: [] });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(63_000);
    for (const { id } of findings) expect(summary).toContain(`\`${id}\``);
  });
});

function codeOf(markdown: string): string[] {
  return markdownNodes(markdown).flatMap(({ type, value }) =>
    type === 'code' ? [value ?? ''] : [],
  );
}
