import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/core/config/config.ts';
import { EFFORTS, PUSH_MODES } from '../../../src/core/config/config.ts';
import { defaultConfig } from '../../../src/core/config/default-config.ts';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { writeConfig } from '../../../src/core/config/write-config.ts';
import { SEVERITIES } from '../../../src/core/finding/finding.ts';

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const model = fc.constantFrom('opus', 'claude-sonnet-5-5', 'vendor.model:1@2');
const texts = fc.array(text, { maxLength: 4 });
const weight = fc.double({ min: 0, max: 10, noNaN: true }).map(Math.abs);
const role = fc.record({ model, effort: fc.constantFrom(...EFFORTS) }, { requiredKeys: [] });

const configs: fc.Arbitrary<Partial<Config>> = fc.record(
  {
    agent: fc.constantFrom('expert', '.claude/agents/a b.md', '한국어'),
    language: fc.constantFrom('ko', 'en', 'pt-BR', 'no'),
    model,
    fallbackModels: fc.array(model, { maxLength: 5 }),
    effort: fc.constantFrom(...EFFORTS),
    roles: fc.record({ finder: role, verifier: role, answerer: role }, { requiredKeys: [] }),
    include: texts,
    exclude: texts,
    severity: fc.constantFrom(...SEVERITIES),
    ranking: fc.record({
      weights: fc.record({
        wouldPost: weight,
        confidence: weight,
        verdict: weight,
        severity: weight,
      }),
      threshold: fc.constantFrom(0, 0.25, 1),
    }),
    maxComments: fc.integer({ min: 0, max: 200 }),
    failOn: fc.constantFrom(...SEVERITIES, 'never' as const),
    on: fc.record({
      draft: fc.boolean(),
      push: fc.constantFrom(...PUSH_MODES),
      authors: texts,
      labels: texts,
      branches: texts,
    }),
    instructions: fc.array(
      fc.record({ files: fc.array(text, { minLength: 1, maxLength: 3 }), text }),
      { maxLength: 3 },
    ),
    budget: fc.record(
      { perReviewUsd: fc.constantFrom(0.5, 3), perDayUsd: fc.constantFrom(1, 20.25) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

describe('writeConfig', () => {
  it('writes a file that reads as the same configuration', () => {
    fc.assert(
      fc.property(configs, (part) => {
        const config: Config = { ...defaultConfig(), ...part };
        expect(parseConfig(writeConfig(config), 'x.yml')).toEqual(config);
      }),
    );
  });

  it('uses the keys of the file', () => {
    expect(writeConfig(defaultConfig())).toContain('max_comments: ');
    expect(writeConfig(defaultConfig())).toContain('    would_post: ');
  });
});
