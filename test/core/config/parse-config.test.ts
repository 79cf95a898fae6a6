import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosingOf } from '../../../src/core/config/config.ts';
import { defaultConfig } from '../../../src/core/config/default-config.ts';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { UserError } from '../../../src/core/errors.ts';
import { DEFAULT_CHOOSING } from '../../../src/core/finding/rank.ts';

const PATH = '.github/backline.yml';

const EVERY_KEY = `
agent: .claude/agents/payments.md
language: ko
model: opus
fallback_models: [sonnet, claude-haiku-5-5]
effort: high
roles:
  finder: { effort: xhigh }
  verifier: { model: sonnet, effort: low }
  answerer: { model: haiku }
include: ['web/server/**']
exclude:
  - legacy/**
severity: medium
ranking:
  weights: { would_post: 1, confidence: 2, verdict: 3, severity: 4 }
  threshold: 0.5
max_comments: 5
fail_on: critical
on:
  draft: true
  push: full
  authors: ['!*-bot']
  labels: [backend]
  branches: [main, release/*]
instructions:
  - files: db/**
    text: Tables here hold a billion rows.
  - files: [api/**, rpc/**]
    text: Old clients stay for two years.
guidelines: [docs/rules.md]
budget: { per_review_usd: 1.5, per_day_usd: 20 }
`;

function failure(source: string): string {
  try {
    parseConfig(source, PATH);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('parseConfig', () => {
  it('reads every key', () => {
    expect(parseConfig(EVERY_KEY, PATH)).toEqual({
      agent: '.claude/agents/payments.md',
      language: 'ko',
      model: 'opus',
      fallbackModels: ['sonnet', 'claude-haiku-5-5'],
      effort: 'high',
      roles: {
        finder: { effort: 'xhigh' },
        verifier: { model: 'sonnet', effort: 'low' },
        answerer: { model: 'haiku' },
      },
      include: ['web/server/**'],
      exclude: ['legacy/**'],
      severity: 'medium',
      ranking: {
        weights: { wouldPost: 1, confidence: 2, verdict: 3, severity: 4 },
        threshold: 0.5,
      },
      maxComments: 5,
      failOn: 'critical',
      on: {
        draft: true,
        push: 'full',
        authors: ['!*-bot'],
        labels: ['backend'],
        branches: ['main', 'release/*'],
      },
      instructions: [
        { files: ['db/**'], text: 'Tables here hold a billion rows.' },
        { files: ['api/**', 'rpc/**'], text: 'Old clients stay for two years.' },
      ],
      guidelines: ['docs/rules.md'],
      budget: { perReviewUsd: 1.5, perDayUsd: 20 },
    });
  });

  it.each(['', '# nothing yet\n', '{}', '\uFEFF\r\n'])('takes %j for the defaults', (source) => {
    expect(parseConfig(source, PATH)).toEqual(defaultConfig());
  });

  it('has the documented defaults', () => {
    const config = defaultConfig();
    expect(config).toMatchObject({
      agent: 'backend-developer-expert',
      severity: 'low',
      failOn: 'high',
      on: { draft: false, push: 'incremental', authors: [], labels: [], branches: [] },
      roles: {},
      budget: {},
    });
    expect(config).not.toHaveProperty('model');
    expect(config).not.toHaveProperty('language');
    expect(choosingOf(config)).toEqual(DEFAULT_CHOOSING);
  });

  it('keeps the other weights when one is set', () => {
    const { weights } = parseConfig('ranking: { weights: { severity: 2 } }', PATH).ranking;
    expect(weights).toEqual({ ...DEFAULT_CHOOSING.weights, severity: 2 });
  });
});

describe('a mistake', () => {
  it.each([
    [
      'agent: a\nmax_coments: 3\n',
      2,
      'unknown key "max_coments"; the nearest known one is "max_comments"',
    ],
    ['maxComments: 3\n', 1, 'the nearest known one is "max_comments"'],
    [
      'on:\n  draft: true\n  pushes: off\n',
      3,
      'unknown key "pushes" in on; the nearest known one is "push"',
    ],
    ['roles:\n  verifer:\n    model: opus\n', 2, 'in roles; the nearest known one is "verifier"'],
    [
      'roles:\n  finder:\n    mdoel: opus\n',
      3,
      'in roles.finder; the nearest known one is "model"',
    ],
    [
      'ranking:\n  weights:\n    wouldpost: 1\n',
      3,
      'in ranking.weights; the nearest known one is "would_post"',
    ],
    [
      'instructions:\n  - files: a\n    text: b\n  - file: a\n    text: b\n',
      4,
      'in instructions[2]; the nearest known one is "files"',
    ],
    ['fallback: [opus]\n', 1, 'the nearest known one is "fallback_models"'],
    ['on.draft: true\n', 1, 'unknown key "on.draft"; write draft indented below "on:"'],
    ['severity: low\n__proto__: { agent: b }\n', 2, 'unknown key "__proto__"'],
    ['12: a\n', 1, 'unknown key "12"'],
    ['# top\n\nseverity: bad\n', 3, 'severity has to be one of critical, high, medium, low'],
    ['max_comments: many\n', 1, 'max_comments has to be a number'],
    ['max_comments: 1.5\n', 1, 'max_comments has to be a whole number'],
    ['max_comments: -1\n', 1, 'max_comments has to be at least 0'],
    ['include:\n', 1, 'include has to be a list'],
    ['include:\n  - a\n  - 3\n', 3, 'include[2] has to be text'],
    ['include:\n  - ""\n', 2, 'include[1] has to be at least 1 characters long'],
    ['on: push\n', 1, 'on has to be a group of "key: value" lines'],
    ['on:\n  draft: maybe\n', 2, 'on.draft has to be true or false'],
    [
      'instructions:\n  - files: 3\n    text: a\n',
      2,
      'instructions[1].files has to be text or a list of texts',
    ],
    ['instructions:\n  - files: a\n', 2, 'instructions[1].text has to be text'],
    ['language: Korean, please\n', 1, 'language has to be a language tag'],
    ['model: https://example.com/v1\n', 1, 'model has to be a model alias or id'],
    ['budget:\n  per_day_usd: 0\n', 2, 'budget.per_day_usd has to be more than 0'],
    ['ranking:\n  threshold: 7\n', 2, 'ranking.threshold has to be at most 1'],
    ['- agent\n', 1, 'the file has to be a group of "key: value" lines'],
    ['agent: a\nagent: b\n', 2, 'the key "agent" stands there twice'],
    ['agent: a\n  b: c\n', 1, 'not valid YAML'],
    ['agent: "a\n', 2, 'not valid YAML'],
    ['model: 3\non: 4\nxyz: 5\n', 1, '(And 2 more.)'],
  ])('%# is told in one line, with its place', (source, line, message) => {
    const said = failure(source);
    expect(said).toContain(message);
    expect(said).toMatch(new RegExp(`^\\.github/backline\\.yml:${line}: [^\\n]+$`));
  });

  it.each([
    '/etc/passwd',
    '../other/rules.md',
    'a/../../b',
    '~/rules.md',
    'C:\\rules.md',
    '..',
    'a\\..\\..\\b',
    'https://example.com/rules.md',
  ])('a path that leaves the repository (%s) is refused', (path) => {
    const quoted = JSON.stringify(path);
    expect(failure(`guidelines: [${quoted}]`)).toContain('a path inside the repository');
    expect(failure(`agent: ${quoted}`)).toContain('a path inside the repository');
  });

  it.each(['host', 'base_url', 'api_key', 'env', 'command', 'proxy'])(
    'no key %s can be set',
    (key) => {
      expect(failure(`${key}: x`)).toContain(`unknown key "${key}"`);
    },
  );

  it('an alias bomb or a huge file is refused at once', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `  - &a${i + 1} [*a${i}, *a${i}]`);
    const bomb = `include:\n  - &a0 [x]\n${levels.join('\n')}\n`;
    expect(failure(bomb)).toContain('alias');
    expect(failure(`# ${'x'.repeat(70_000)}`)).toContain('at most 64 KB');
    expect(failure('['.repeat(60_000))).toContain('not valid YAML');
  });

  it('any text is a configuration or a UserError', () => {
    const piece = fc.oneof(
      fc.constantFrom(...EVERY_KEY.split('\n').map((line) => `${line}\n`)),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        let outcome = 'accepted';
        try {
          parseConfig(parts.join(''), PATH);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          outcome = error.message;
        }
        expect(outcome).toMatch(/^(?:accepted|\.github\/backline\.yml:\d+: .+)$/);
      }),
      { numRuns: 200 },
    );
  });
});
