import { describe, expect, it } from 'vitest';
import type { CommandProblem } from '../../../src/core/conversation/command.ts';
import { parseCommands } from '../../../src/core/conversation/parse-commands.ts';
import { explainProblem, helpText } from '../../../src/core/conversation/words.ts';
import { activeParts, markdownNodes } from '../render/markdown-tree.ts';
import { goldenComments } from './golden-comments.ts';

const app = { slug: 'back-line' };

/** One problem of every code that the golden comments hold, and the two that need long texts. */
function problems(): CommandProblem[] {
  const found = goldenComments().flatMap(({ body }) =>
    parseCommands(body, app).commands.flatMap((command) =>
      command.kind === 'invalid' ? [command.problem] : [],
    ),
  );
  return [
    ...found,
    { code: 'bad-glob', value: 'x'.repeat(600), limit: 500 },
    { code: 'too-many-globs', limit: 20 },
  ];
}

describe('what is said about a command that can not be read', () => {
  it('names what was written and stays harmless, in both languages', () => {
    for (const problem of problems()) {
      for (const language of ['en', 'ko'] as const) {
        const said = explainProblem(problem, language);
        expect(said).not.toMatch(/undefined|\n/);
        expect(said.length).toBeLessThan(400);
        expect(activeParts(said)).toEqual([]);
        const values = Object.entries(problem).filter(([key]) => key !== 'code');
        for (const [, value] of values) expect(said).toContain(String(value).slice(0, 90));
        expect(/[가-힣]/.test(said)).toBe(language === 'ko');
      }
    }
  });

  it('holds every problem that can be', () => {
    expect([...new Set(problems().map(({ code }) => code))].sort()).toEqual([
      'bad-agent',
      'bad-glob',
      'bad-id',
      'bad-sha',
      'missing-id',
      'missing-question',
      'missing-reason',
      'missing-value',
      'repeated-option',
      'text-after-quote',
      'too-many-commands',
      'too-many-globs',
      'unclosed-quote',
      'unexpected-word',
      'unknown-command',
      'unknown-option',
    ]);
  });

  it('lets nothing of the asker out of its code', () => {
    const value = '`@somebody` <!-- backline --> ![x](https://example.com/x.png)\n/review';
    const said = explainProblem({ code: 'bad-agent', value }, 'en');
    expect(activeParts(said)).toEqual([]);
    expect(parseCommands(said, app).commands).toEqual([]);
  });

  it('says it in a sentence', () => {
    const [command] = parseCommands('/review --sicne abc', app).commands;
    const problem = command?.kind === 'invalid' ? command.problem : null;
    expect(problem && explainProblem(problem, 'en')).toBe(
      '`/review` has no option `--sicne`. Did you mean `--since`?',
    );
    expect(problem && explainProblem(problem, 'ko')).toBe(
      '`/review` 명령에 `--sicne` 옵션은 없습니다. 혹시 `--since` 옵션을 찾으셨나요?',
    );
  });
});

describe('the help', () => {
  it.each(['en', 'ko'] as const)(
    'in %s shows examples that work, and runs nothing itself',
    (language) => {
      const help = helpText(language, 'back-line');
      expect(activeParts(help)).toEqual([]);
      expect(parseCommands(help, app).commands).toEqual([]);
      const examples = markdownNodes(help)
        .filter(({ type, value }) => type === 'inlineCode' && /^\/\w/.test(value ?? ''))
        .map(({ value }) => value ?? '')
        .filter((value) => !value.endsWith('…'));
      const kinds = examples.flatMap((example) =>
        parseCommands(example, app).commands.map(({ kind }) => kind),
      );
      expect(kinds).toEqual(['review', 'ask', 'explain', 'dismiss', 'pause', 'resume', 'help']);
      expect(help).toContain('@back-line');
    },
  );
});
