import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReviewResult } from '../../../src/core/finding/review-result.ts';
import { renderSarif } from '../../../src/core/render/sarif.ts';
import { golden, readFixture } from './fixture.ts';

interface Log {
  runs: {
    tool: { driver: { rules: { id: string; properties: Record<string, unknown> }[] } };
    invocations: {
      executionSuccessful: boolean;
      toolExecutionNotifications: { level: string; message: { text: string } }[];
    }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      message: { text: string; markdown: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region?: unknown } }[];
      relatedLocations?: unknown[];
      fixes?: unknown[];
    }[];
  }[];
}

/** The OASIS schema as Microsoft's package ships it; draft 4's words are put into draft 7's. */
function schemaCheck(): (log: unknown) => string[] {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default.default(ajv);
  const validate = ajv.compile(schema);
  return (log) =>
    validate(log)
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const check = schemaCheck();
const render = (result: ReviewResult): Log =>
  JSON.parse(renderSarif(result, { toolVersion: '1.2.3' })) as Log;

describe('the SARIF log', () => {
  it.each(['findings', 'clean', 'skipped', 'incomplete', 'hostile'])(
    'of %s is the expected text and fits the schema',
    async (name) => {
      const { result } = readFixture(name);
      const text = renderSarif(result, { toolVersion: '1.2.3' });
      await expect(text).toMatchFileSnapshot(golden(`${name}.sarif`));
      expect(check(JSON.parse(text))).toEqual([]);
    },
  );

  it('is held to a schema that refuses what is wrong', () => {
    const log = render(readFixture('findings').result);
    expect(check({ ...log, runs: [{ ...log.runs[0], results: [{ message: {} }] }] })).not.toEqual(
      [],
    );
    expect(check({ ...log, extra: 1 })).not.toEqual([]);
  });

  it('fits the schema whatever the texts hold', () => {
    const { result } = readFixture('findings');
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const findings = result.findings.map((each) => ({
          ...each,
          title: a,
          body: b,
          path: c,
          anchorReason: a,
        }));
        const log = render({
          ...result,
          findings,
          incomplete: [{ what: a, why: b }],
          notes: [c],
          agent: { ...result.agent, name: c },
        });
        expect(check(log)).toEqual([]);
        for (const each of log.runs[0]!.results) expect(each.message.text).not.toContain('](');
      }),
      { numRuns: 30 },
    );
  });

  it('gives a region to lines of the new version alone, and says why elsewhere', () => {
    const [sql, , removed, korean, file, summary] = render(readFixture('findings').result).runs[0]!
      .results;
    expect(sql!.locations[0]!.physicalLocation.region).toEqual({ startLine: 42, endLine: 42 });
    expect(removed!.locations[0]!.physicalLocation.region).toBeUndefined();
    expect(removed!.message.text).toContain('on lines 18 to 20 of the old version');
    expect(korean!.locations[0]!.physicalLocation.artifactLocation.uri).toBe(
      'src/%EB%B3%B4%EA%B3%A0%EC%84%9C/%EC%A7%91%EA%B3%84.py',
    );
    expect(file!.message.text).toContain('on the file as a whole: GitHub shows no rows');
    expect(summary!.message.text).toContain('not on a line: the quoted line is in none');
  });

  it('replaces whole lines, or deletes them with their line break', () => {
    const { result } = readFixture('findings');
    const base = result.findings.find((finding) => finding.suggestion)!;
    const regions = ['x', ''].map((code) => {
      const log = render({
        ...result,
        findings: [{ ...base, suggestion: { startLine: 4, line: 5, code } }],
      });
      return JSON.stringify(log.runs[0]!.results[0]!.fixes);
    });
    expect(regions[0]).toContain(
      '"deletedRegion":{"startLine":4,"endLine":5},"insertedContent":{"text":"x"}',
    );
    expect(regions[1]).toContain(
      '"deletedRegion":{"startLine":4,"startColumn":1,"endLine":6,"endColumn":1}',
    );
  });

  it('says that a review is incomplete, and what was not reviewed', () => {
    const run = render(readFixture('incomplete').result).runs[0]!;
    expect(run.invocations[0]!.executionSuccessful).toBe(false);
    const notes = run.invocations[0]!.toolExecutionNotifications.map(
      (each) => `${each.level} ${each.message.text}`,
    );
    expect(notes).toContain('error src/worker/charge.go: the budget of $0.50 was spent');
    expect(notes).toContain('warning src/큰 파일.ts was not reviewed: the model refused');
  });

  it('stays within the limits of GitHub, keeping the best ranks', () => {
    const { result } = readFixture('findings');
    const base = result.findings[0]!;
    const places = Array.from({ length: 50 }, (_, line) => ({ path: 'a', line: line + 1 }));
    const findings = Array.from({ length: 25_010 }, (_, index) => ({
      ...base,
      title: `t${25_010 - index}`,
      rank: 25_010 - index,
    }));
    findings[25_009] = { ...findings[25_009]!, alsoAt: places, body: 'A sentence. '.repeat(5_000) };
    const run = render({ ...result, findings }).runs[0]!;
    expect(run.results).toHaveLength(25_000);
    expect(run.results[0]!.message.text).toMatch(/^t1\./);
    expect(run.results[0]!.message.text.length).toBeLessThanOrEqual(10_000);
    expect(run.results[0]!.message.text).toMatch(/sentence\. \.\.\.$/);
    expect(run.results[0]!.relatedLocations).toHaveLength(10);
    expect(run.invocations[0]!.toolExecutionNotifications[0]!.message.text).toContain(
      '10 findings of lower rank',
    );
  });

  it('has help for every rule, and the security severity where GitHub reads it', () => {
    const run = render(readFixture('findings').result).runs[0]!;
    const security = run.tool.driver.rules[run.results[0]!.ruleIndex]!;
    expect(security.id).toBe(run.results[0]!.ruleId);
    expect(security.properties['security-severity']).toBe('9.5');
    expect(run.tool.driver.rules).toHaveLength(9);
  });
});
