import * as z from 'zod';
import { UserError } from '../errors.ts';
import { SEVERITIES } from '../finding/finding.ts';
import { LANGUAGE_TAG, LANGUAGE_TAG_LENGTH, LANGUAGE_TAG_WORDS } from '../language-tag.ts';
import { readDocument, toPlainData, YamlProblem } from '../yaml/mapping.ts';
import { explainCase } from './explain-case.ts';
import type { EvalCase, Place } from './eval-case.ts';

/** Largest case file read, in characters. */
const MAX_LENGTH = 64 * 1024;

const RANGE = /^(\d{1,7})-(\d{1,7})$/;

const line = z.int('a line number, 1 or more').min(1, 'a line number, 1 or more');
const lines = z
  .string('two line numbers, like 10-14')
  .regex(RANGE, 'two line numbers, like 10-14')
  .refine((text) => {
    const [first, last] = rowsOf(text);
    return first >= 1 && first <= last;
  }, 'two line numbers, like 10-14, the lower one first');
const text = (limit: number) =>
  z
    .string('text')
    .trim()
    .min(1, 'text that is not empty')
    .max(limit, `at most ${limit} characters`);

const place = {
  path: text(500).regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))/, 'a path from the root of the case'),
  line: line.optional(),
  lines: lines.optional(),
  side: z.enum(['LEFT', 'RIGHT'], 'LEFT or RIGHT').default('RIGHT'),
};

const caseSchema = z.strictObject({
  title: text(500),
  body: z.string('text').max(20_000, 'at most 20000 characters').default(''),
  language: z
    .string(LANGUAGE_TAG_WORDS)
    .max(LANGUAGE_TAG_LENGTH, LANGUAGE_TAG_WORDS)
    .regex(LANGUAGE_TAG, LANGUAGE_TAG_WORDS)
    .optional(),
  clean: z.literal(true, 'true, or left out').optional(),
  expected: z
    .array(
      z.strictObject({
        ...place,
        text: text(4_000),
        severity: z.enum(SEVERITIES, `one of ${SEVERITIES.join(', ')}`).optional(),
        also_at: z
          .array(z.strictObject(place), 'a list of places')
          .max(20, 'at most 20 places')
          .default([]),
      }),
      'a list of what a review should say',
    )
    .max(100, 'at most 100 entries')
    .default([]),
});

type WrittenPlace = z.output<z.ZodObject<typeof place>>;

/**
 * Reads a case's `case.yml`. Strict: an unknown key, a wrong value or broken YAML throws a
 * UserError of one line, `NAME/case.yml:LINE: …`.
 */
export function parseCase(source: string, name: string): EvalCase {
  const file = `${name}/case.yml`;
  if (source.length > MAX_LENGTH) throw new UserError(`${file}: a case may have at most 64 KB.`);
  const yaml = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  try {
    const document = readDocument(yaml);
    const parsed = caseSchema.safeParse(toPlainData(document) ?? {});
    if (!parsed.success) {
      const problem = explainCase(parsed.error.issues, document, yaml);
      throw new UserError(`${file}:${problem.line}: ${problem.message}`);
    }
    return toCase(parsed.data, name, file);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const [message = ''] = error.message.split('\n');
    throw new UserError(`${file}:${error.line}: not valid YAML: ${message}.`, { cause: error });
  }
}

function toCase(written: z.output<typeof caseSchema>, name: string, file: string): EvalCase {
  const { title, body, language, clean, expected } = written;
  if (clean === true && expected.length > 0) {
    throw new UserError(`${file}: clean and expected exclude each other; keep one of them.`);
  }
  if (clean !== true && expected.length === 0) {
    throw new UserError(
      `${file}: says neither what is expected nor that the change is clean; add expected, or clean: true.`,
    );
  }
  return {
    name,
    title,
    body: body.trim(),
    ...(language === undefined ? {} : { language }),
    expected: expected.map(({ text, severity, also_at, ...at }, index) => ({
      ...toPlace(at, `${file}: expected[${index + 1}]`),
      text,
      ...(severity === undefined ? {} : { severity }),
      alsoAt: also_at.map((other, nth) =>
        toPlace(other, `${file}: expected[${index + 1}].also_at[${nth + 1}]`),
      ),
    })),
  };
}

function toPlace({ path, side, line, lines }: WrittenPlace, where: string): Place {
  if ((line === undefined) === (lines === undefined)) {
    throw new UserError(`${where}: give either line or lines.`);
  }
  const [first, last] = lines === undefined ? [line!, line!] : rowsOf(lines);
  return { path, side, startLine: first, line: last };
}

function rowsOf(text: string): [number, number] {
  const [, first, last] = RANGE.exec(text) ?? [];
  return [Number(first), Number(last)];
}
