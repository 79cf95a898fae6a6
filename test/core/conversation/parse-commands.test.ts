import { describe, expect, it } from 'vitest';
import type { ParsedComment } from '../../../src/core/conversation/command.ts';
import { parseCommands } from '../../../src/core/conversation/parse-commands.ts';
import { goldenComments } from './golden-comments.ts';

const app = { slug: 'back-line' };

/** A command on one line, as comments.txt writes it. */
function shown(command: ParsedComment['commands'][number]): string {
  switch (command.kind) {
    case 'review':
      return [
        'review',
        ...(command.full ? ['full'] : []),
        ...(command.since === undefined ? [] : [`since=${command.since}`]),
        ...(command.files.length === 0 ? [] : [`files=${command.files.join(',')}`]),
        ...(command.agent === undefined ? [] : [`agent=${command.agent}`]),
      ].join(' ');
    case 'ask':
      return `ask ${JSON.stringify(command.question)}`;
    case 'explain':
      return `explain ${command.id}`;
    case 'dismiss':
      return `dismiss ${command.id} ${JSON.stringify(command.reason)}`;
    case 'invalid': {
      const { code, ...values } = command.problem;
      return `invalid ${code} ${JSON.stringify(values)}`;
    }
    case 'pause':
    case 'resume':
    case 'help':
      return command.kind;
  }
}

describe('the comments of comments.txt', () => {
  const cases = goldenComments();

  it('are at least two hundred', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
  });

  it.each(cases)('$name', ({ body, expected }) => {
    expect(parseCommands(body, app).commands.map(shown)).toEqual(expected);
  });
});

describe('what a comment says of itself', () => {
  it('keeps the line of a command that can not be read', () => {
    expect(parseCommands('Hi\n  /review pleas  \nBye', app).commands).toMatchObject([
      { kind: 'invalid', said: '/review pleas' },
    ]);
  });

  it('cuts a long line without breaking a character', () => {
    const [command] = parseCommands(`/review ${'😀'.repeat(300)}`, app).commands;
    expect(command?.kind === 'invalid' && command.said.length).toBeLessThanOrEqual(200);
    expect(command?.kind === 'invalid' && command.said.isWellFormed()).toBe(true);
  });

  it('refuses globs that are too long or too many', () => {
    const problem = (options: string) => parseCommands(`/review ${options}`, app).commands[0];
    expect(problem(`--files ${'a'.repeat(501)}`)).toMatchObject({ problem: { code: 'bad-glob' } });
    expect(problem(`--files ${'a'.repeat(500)}`)).toMatchObject({ kind: 'review' });
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `--files f${index}`).join(' ');
    expect(problem(many(21))).toMatchObject({ problem: { code: 'too-many-globs' } });
    expect(problem(many(20))).toMatchObject({ kind: 'review' });
  });

  it('hears nobody by an empty name', () => {
    expect(parseCommands('@ hello\n@hello', { slug: '' }).commands).toEqual([]);
  });
});
