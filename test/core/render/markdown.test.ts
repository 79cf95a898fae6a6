import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeCell, codeSpan, fencedCode } from '../../../src/core/render/fence.ts';
import { renderMarkdown } from '../../../src/core/render/markdown.ts';
import { golden, readFixture } from './fixture.ts';
import { activeParts, markdownNodes } from './markdown-tree.ts';

/** What our own frame puts there, and nothing else may. */
const FRAME = /^(?:<details><summary>[^<>]*<\/summary>|<\/details>)$/;

describe('the markdown report', () => {
  it.each(['findings', 'clean', 'skipped', 'nothing-changed', 'incomplete', 'hostile'])(
    'of %s is the expected text',
    async (name) => {
      const { result, lines } = readFixture(name);
      await expect(renderMarkdown(result, { language: 'en', lines })).toMatchFileSnapshot(
        golden(`${name}.md`),
      );
    },
  );

  it('is the expected text in Korean', async () => {
    const { result, lines } = readFixture('findings');
    await expect(renderMarkdown(result, { language: 'ko', lines })).toMatchFileSnapshot(
      golden('findings.ko.md'),
    );
  });

  it('is inert but for its own folds and its table, whatever the texts hold', () => {
    const { result } = readFixture('findings');
    const base = result.findings.find((finding) => finding.suggestion)!;
    const nasty = fc
      .array(
        fc.constantFrom(
          '@user',
          '#1',
          '<img src=x>',
          '</details>',
          '[a](http://b.c)',
          '`',
          '```',
          '~~~',
          '\n',
          '|',
          '\\',
          ' ',
          '/run',
          '<!-- backline:x -->',
          'x',
          '- ',
          '> ',
          '\t',
          '\u202e',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, nasty, nasty, (a, b, c) => {
        const output = renderMarkdown(
          {
            ...result,
            findings: [
              {
                ...base,
                path: a,
                title: b,
                body: c,
                approach: a,
                errorHandling: b,
                assumptions: [c, a],
                tests: b,
                scaling: c,
                id: a,
                alsoAt: [{ path: b, line: 1 }],
                suggestion: { startLine: 1, line: 1, code: c },
              },
              { ...base, posted: false, title: a, path: b, notPostedBecause: c },
            ],
            rejected: [{ title: a, path: b, line: null, why: c }],
            coverage: [
              { path: a, status: 'failed', reason: b },
              { path: c, status: 'skipped', reason: a },
            ],
            incomplete: [{ what: a, why: b }],
            notes: [c],
            model: a,
            agent: { name: b, source: c, repaired: false },
          },
          { language: 'en', lines: () => [c] },
        );
        const nodes = markdownNodes(output);
        const html = nodes.filter((node) => node.type === 'html');
        expect(html).toHaveLength(8);
        for (const node of html) expect(node.value).toMatch(FRAME);
        const rows = nodes.filter((node) => node.type === 'tableRow');
        expect(rows.map((row) => row.children?.length)).toEqual([3, 3, 3]);
        const frame = new Set(['html', 'table']);
        expect(activeParts(output).filter((part) => !frame.has(part))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('code in markdown', () => {
  const text = fc
    .array(fc.constantFrom('`', '``', '```', '|', ' ', '\\', 'a', '<b>', '@x', '#1', '~~~'), {
      maxLength: 12,
    })
    .map((parts) => parts.join(''));

  it('is one span, one cell, one block, whatever it holds', () => {
    fc.assert(
      fc.property(text, (code) => {
        const shown = code.trim() === '' ? ' ' : code;
        const span = markdownNodes(`x ${codeSpan(code)} y`).filter(
          (node) => node.type === 'inlineCode',
        );
        expect(span.map((node) => node.value)).toEqual([shown]);
        const cells = markdownNodes(`| a | b |\n| - | - |\n| ${codeCell(code)} | end |`).filter(
          (node) => node.type === 'tableCell',
        );
        expect(cells).toHaveLength(4);
        expect(cells[3]?.children?.[0]?.value).toBe('end');
        const block = markdownNodes(fencedCode('diff', code)).filter(
          (node) => node.type === 'code',
        );
        expect(block.map((node) => node.value)).toEqual([code]);
      }),
      { numRuns: 300 },
    );
  });
});
