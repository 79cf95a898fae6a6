import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAgentFile } from '../../../src/core/agent/parse-agent-file.ts';
import { UserError } from '../../../src/core/errors.ts';

const fixture = readFileSync(new URL('../../fixtures/agents/korean-reviewer.md', import.meta.url));

/** A strict-valid file with more front matter lines and a body. */
function agent(extra = '', body = 'Prompt.\n'): string {
  return `---\nname: tester\ndescription: Checks things\n${extra}---\n${body}`;
}

function failure(source: string | Uint8Array): string {
  try {
    parseAgentFile(source, 'a.md');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a file that strict YAML refuses', () => {
  it('loads with real line breaks, its examples, and its body to the byte', () => {
    const read = parseAgentFile(fixture, 'korean-reviewer.md');
    expect(read).toMatchObject({ name: 'korean-reviewer', model: 'opus', color: 'green' });
    expect(read.description.split('\n')).toHaveLength(15);
    expect(read.description.match(/^<example>$/gm)).toHaveLength(2);
    expect(read.description).toContain('걸려: 인덱스를 추가해야 할까?"\nassistant: "먼저');
    expect(read.description).not.toContain('\\n');
    const text = fixture.toString('utf8');
    expect(read.body).toBe(text.slice(text.indexOf('\n---\n') + 5));
    expect(read.body).toContain('\n---\n');
    expect(read.body).toContain('`\\n` stays');
  });

  it('says that and how it was repaired', () => {
    const read = parseAgentFile(fixture);
    expect(read.repaired).toBe(true);
    expect(read.warnings).toHaveLength(1);
    expect(read.warnings[0]).toMatch(/line 3: .+plain text: description$/);
  });

  it('gives the same answer the second time', () => {
    expect(parseAgentFile(fixture)).toEqual(parseAgentFile(fixture));
  });

  it('lets only a known key that is new end the description', () => {
    const read = parseAgentFile(
      '---\nname: a\ndescription: Use when: needed\nExample: one\nname: not this\nmodel: haiku\n---\n',
    );
    expect(read.description).toBe('Use when: needed\nExample: one\nname: not this');
    expect(read).toMatchObject({ name: 'a', model: 'haiku' });
  });

  it.each([
    [
      'a double-quoted text with quotes inside',
      'description: "say "hi": twice"',
      'say "hi": twice',
    ],
    ['a single-quoted text', "description: 'it's this: that'", "it's this: that"],
    ['a block mark', 'description: |\n\ttab: indented\n\tline', 'tab: indented\nline'],
    ['escapes, once', 'description: a: b\\nc\\td\\"e\\\\n', 'a: b\nc\td"e\\n'],
    ['nested-looking prose', 'description:\n  When: always\ntools: *', 'When: always'],
  ])('takes %s as plain text', (_, front, description) => {
    const read = parseAgentFile(`---\nname: a\n${front}\n---\n`);
    expect(read.description).toBe(description);
    expect(read.repaired).toBe(true);
  });

  it('reads `tools: *` and keeps the fields around it as YAML', () => {
    const read = parseAgentFile(agent('tools: *\nmodel: "opus" # the big one\n'));
    expect(read).toMatchObject({ tools: ['*'], model: 'opus', repaired: true });
  });

  it('keeps the first of a repeated key and says so', () => {
    const read = parseAgentFile(agent('model: opus\nmodel: haiku\n'));
    expect(read).toMatchObject({ model: 'opus', repaired: true });
    expect(read.warnings[0]).toContain('first one counts of: model');
  });
});

describe('a strict-valid file', () => {
  it('is taken as it stands, a literal backslash-n included', () => {
    const read = parseAgentFile('---\nname: a\ndescription: one\\ntwo\n---\n');
    expect(read).toEqual({
      name: 'a',
      description: 'one\\ntwo',
      body: '',
      repaired: false,
      warnings: [],
    });
  });

  it('reads every field Backline uses', () => {
    const read = parseAgentFile(
      agent(
        'model: sonnet\neffort: high\ncolor: red\nmaxTurns: 7\ndisallowedTools: [Write, Edit]\n',
      ),
    );
    expect(read).toMatchObject({
      model: 'sonnet',
      effort: 'high',
      color: 'red',
      maxTurns: 7,
      disallowedTools: ['Write', 'Edit'],
      warnings: [],
    });
  });

  it.each([
    ['text', 'tools: Read, Bash(git log, git show), Grep\n'],
    ['a list', 'tools:\n  - Read\n  - Bash(git log, git show)\n  - Grep\n'],
  ])('takes tools as %s', (_, front) => {
    const read = parseAgentFile(agent(front));
    expect(read.tools).toEqual(['Read', 'Bash(git log, git show)', 'Grep']);
    expect(read.repaired).toBe(false);
  });

  it('folds CRLF and drops a byte order mark', () => {
    const plain = parseAgentFile(agent('', 'One.\n\nTwo.\n'));
    expect(parseAgentFile(`\uFEFF${agent('', 'One.\n\nTwo.\n').replaceAll('\n', '\r\n')}`)).toEqual(
      plain,
    );
    expect(plain.body).toBe('One.\n\nTwo.\n');
  });

  it('warns of unknown keys, and of Claude Code keys it does not use keeps silent', () => {
    const read = parseAgentFile(agent('hooks: {}\nisolation: worktree\nmodell: opus\n1: x\n'));
    expect(read.warnings).toEqual(['unknown keys, ignored: "modell", "1"']);
    expect(read.repaired).toBe(false);
  });

  it.each([
    ['model: [opus]', 'model has to be text'],
    ['effort: enormous', 'effort "enormous" is none of low'],
    ['maxTurns: many', 'maxTurns has to be a whole number'],
    ['tools: { a: b }', 'tools has to be a list'],
    ['tools: [Read, 3]', 'tools: entries that are not text'],
  ])('leaves %s out with a warning', (front, warning) => {
    const read = parseAgentFile(agent(`${front}\n`));
    expect(read.warnings).toHaveLength(1);
    expect(read.warnings[0]).toContain(warning);
    expect([undefined, 'Read']).toContain(read.tools?.join());
    expect(read).not.toHaveProperty('model');
    expect(read).not.toHaveProperty('effort');
    expect(read).not.toHaveProperty('maxTurns');
  });

  it('has no dates, binaries or inherited keys', () => {
    const read = parseAgentFile(
      agent('model: 2020-01-01\ncolor: !!binary aGk=\n__proto__: { polluted: true }\n'),
    );
    expect(read).toMatchObject({ model: '2020-01-01', color: 'aGk=' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

describe('a file that is refused', () => {
  it.each([
    ['', 'a.md: there is no front matter'],
    ['# A prompt\n', 'there is no front matter'],
    ['\n---\nname: a\ndescription: b\n---\n', 'there is no front matter'],
    ['----\nname: a\n----\n', 'there is no front matter'],
    ['---\nname: a\ndescription: b\n', 'is not closed'],
    ['---\nname: a\ndescription: b\n--- \n----\n', 'is not closed'],
    ['---\ndescription: b\n---\n', '"name" is missing'],
    ['---\nname: ""\ndescription: b\n---\n', '"name" is missing'],
    ['---\nname: a\n---\n', '"description" is missing'],
    ['---\n---\n', '"name" is missing'],
    ['---\n# only a remark\n---\n', '"name" is missing'],
    ['---\nname: 12\ndescription: b\n---\n', '"name" has to be text, not a number'],
    ['---\nname: a\ndescription: [b]\n---\n', '"description" has to be text, not a list'],
    [agent('', 'x'.repeat(256 * 1024)), 'at most 256 KB'],
    [agent('', '한'.repeat(100 * 1024)), 'at most 256 KB'],
    [Uint8Array.from([0x2d, 0xff, 0xfe]), 'is not UTF-8'],
    [agent(`x:${'\n'.repeat(5000)}`), 'blank characters in a row'],
  ])('%# gives one line that says why', (source, message) => {
    const said = failure(source);
    expect(said).toContain(message);
    expect(said).toMatch(/^a\.md: [^\n]+$/);
  });

  it.each([
    'js',
    'javascript',
    ' JS',
    '\tJavaScript ',
    'coffee',
    'json',
    'yaml',
    'constructor',
    '__proto__',
  ])('never runs front matter marked %j', (language) => {
    const code = `{ "name": "a", "description": globalThis.ran = "b" }`;
    expect(failure(`---${language}\n${code}\n---\nbody`)).toContain('never run');
    expect(globalThis).not.toHaveProperty('ran');
  });
});

describe('hostile front matter', () => {
  it.each([
    [
      'an alias bomb',
      `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}\n`,
    ],
    ['deep nesting', `x: ${'['.repeat(50_000)}\n`],
    ['very many keys', Array.from({ length: 20_000 }, (_, i) => `k${i}:\n`).join('')],
    [
      'very many broken keys',
      `x: y: z\n${Array.from({ length: 20_000 }, (_, i) => `k${i}:\n`).join('')}`,
    ],
  ])('with %s is read within the limit of a test', (_, front) => {
    const read = parseAgentFile(agent(front));
    expect(read.name).toBe('tester');
  });
});
