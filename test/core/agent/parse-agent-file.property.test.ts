import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { AgentDefinition } from '../../../src/core/agent/definition.ts';
import { parseAgentFile } from '../../../src/core/agent/parse-agent-file.ts';
import { UserError } from '../../../src/core/errors.ts';

const prose = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.constantFrom(
    'a: b',
    '한국어: 예시\n<example>',
    'x\\ny',
    '---',
    '"quoted"',
    '# hash',
    '- item',
  ),
);
const text = fc
  .array(prose, { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(' '))
  .filter((value) => value.trim() !== '');
const item = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_:*-]{0,12}$/);
const frontMatter = fc.record(
  {
    name: text,
    description: text,
    model: text,
    color: text,
    effort: fc.constantFrom('low', 'medium', 'high', 'xhigh', 'max'),
    maxTurns: fc.integer({ min: 1, max: 1000 }),
    tools: fc.array(item),
    disallowedTools: fc.array(item),
  },
  { requiredKeys: ['name', 'description'] },
);
const style = fc.constantFrom(
  'PLAIN' as const,
  'QUOTE_DOUBLE' as const,
  'QUOTE_SINGLE' as const,
  'BLOCK_LITERAL' as const,
);

/** Front matter that asks for a mark on the global object, in many disguises. */
const hostile = fc.constantFrom(
  '---js\n',
  '--- javascript\n',
  'globalThis.ran = 1',
  '!!js/function "function () { globalThis.ran = 1 }"',
  '---\n',
  'name: a\n',
  'description: b: c\n',
  '&a [*a]',
  '*a',
  '{ [ "',
  '<<: ',
  '__proto__: ',
  '? ',
  '\r\n',
  '%YAML 1.1\n',
);

describe('parseAgentFile', () => {
  it('takes strict-valid front matter as strict YAML has it', () => {
    fc.assert(
      fc.property(frontMatter, style, fc.string({ unit: 'grapheme' }), (fields, type, body) => {
        const yaml = stringify(fields, { defaultStringType: type, lineWidth: 0 });
        // A fence inside a block text would end the front matter; the writer has to indent it.
        fc.pre(!yaml.split(/\r?\n/).includes('---'));
        const expected = parse(yaml.replaceAll('\r\n', '\n'), { schema: 'core' }) as object;
        const {
          body: readBody,
          repaired,
          warnings,
          ...read
        } = parseAgentFile(`---\n${yaml}---\n${body}`);
        expect(read).toEqual(expected);
        expect(readBody).toBe(body.replaceAll('\r\n', '\n'));
        expect({ repaired, warnings }).toEqual({ repaired: false, warnings: [] });
      }),
    );
  });

  it('recovers a one-line description that was never quoted', () => {
    const words = fc.stringMatching(/^[A-Za-z가-힣][A-Za-z가-힣0-9,.<>/()!?" ]{0,30}[A-Za-z.]$/);
    const lines = fc.array(words, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(lines, (parts) => {
        const description = `Use this: ${parts.join('\n')}`;
        const raw = description.replaceAll('"', '\\"').replaceAll('\n', '\\n');
        const read = parseAgentFile(`---\nname: a\ndescription: ${raw}\nmodel: opus\n---\n`);
        expect(read).toMatchObject({ name: 'a', description, model: 'opus' });
      }),
    );
  });

  it('answers any text with a definition or a UserError', () => {
    const piece = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 10 }));
    const source = fc
      .tuple(fc.boolean(), fc.array(piece, { maxLength: 20 }))
      .map(([open, parts]) => (open ? '---\n' : '') + parts.join(''));
    fc.assert(
      fc.property(source, (value) => {
        const read = attempt(value);
        expect(typeof (read?.name ?? '')).toBe('string');
        expect(typeof (read?.description ?? '')).toBe('string');
        expect(value.replaceAll('\r\n', '\n')).toSatisfy((text: string) =>
          text.endsWith(read?.body ?? ''),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('answers any bytes with a definition or a UserError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        attempt(bytes);
      }),
    );
  });
});

/** The definition, or undefined for a refused file. Throws when anything else went wrong. */
function attempt(source: string | Uint8Array): AgentDefinition | undefined {
  try {
    return parseAgentFile(source);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  } finally {
    expect(globalThis).not.toHaveProperty('ran');
  }
}
