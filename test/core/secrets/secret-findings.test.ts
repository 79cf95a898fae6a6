import { describe, expect, it } from 'vitest';
import type { FoundSecret } from '../../../src/core/secrets/found-secret.ts';
import { mergeSecretFindings } from '../../../src/core/secrets/merge-secret-findings.ts';
import { secretFindings } from '../../../src/core/secrets/secret-findings.ts';
import { finding } from '../../support/finding.ts';

function secret(line: number, over: Partial<FoundSecret> = {}): FoundSecret {
  return {
    kind: 'GitHub token',
    certainty: 'certain',
    path: 'src/a.ts',
    row: 'add',
    side: 'RIGHT',
    line,
    text: `const t = '[masked: GitHub token ${line}]';`,
    ...over,
  };
}

describe('secretFindings', () => {
  it('tells of a file and kind once, by its first place', () => {
    const [only, ...more] = secretFindings([secret(9), secret(4), secret(5)], 'en');
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      path: 'src/a.ts',
      side: 'RIGHT',
      startLine: 4,
      line: 5,
      alsoAt: [{ path: 'src/a.ts', line: 9 }],
      anchor: 'line',
      severity: 'critical',
      category: 'security',
      title: 'GitHub token in the code',
      verdict: 'confirmed',
      wouldPost: true,
    });
    expect(only!.evidence).toContainEqual({
      path: 'src/a.ts',
      side: 'RIGHT',
      line: 9,
      quote: "const t = '[masked: GitHub token 9]';",
      verified: true,
    });
  });

  it('says nothing of what a change removes or leaves', () => {
    expect(
      secretFindings(
        [secret(1, { row: 'del', side: 'LEFT' }), secret(2, { row: 'context' })],
        'en',
      ),
    ).toEqual([]);
  });

  it('weighs by certainty and by where samples are at home', () => {
    const weigh = (path: string, kind: string, certainty: FoundSecret['certainty']) => {
      const [only] = secretFindings([secret(1, { path, kind, certainty })], 'en');
      return [only!.severity, Math.round(only!.confidence * 100)];
    };
    expect(weigh('src/a.ts', 'password', 'likely')).toEqual(['high', 80]);
    expect(weigh('src/a.ts', 'password', 'possible')).toEqual(['medium', 50]);
    expect(weigh('src/a.test.ts', 'password', 'likely')).toEqual(['medium', 60]);
    expect(weigh('test/key.pem', 'private key', 'certain')).toEqual(['high', 75]);
    expect(weigh('docs/setup.md', 'GitHub token', 'certain')).toEqual(['critical', 95]);
    expect(weigh('src/contest/a.ts', 'password', 'likely')).toEqual(['high', 80]);
  });

  it('is the same finding after lines moved and other secrets came', () => {
    const print = (found: FoundSecret[]) => secretFindings(found, 'en')[0]!.fingerprint;
    expect(print([secret(40), secret(41)])).toBe(print([secret(3)]));
    expect(print([secret(3, { kind: 'password' })])).not.toBe(print([secret(3)]));
    expect(print([secret(3, { path: 'src/b.ts' })])).not.toBe(print([secret(3)]));
  });

  it('speaks Korean', () => {
    expect(secretFindings([secret(1)], 'ko')[0]!.title).toBe('코드에 포함된 GitHub token');
  });
});

describe('mergeSecretFindings', () => {
  const told = finding({
    id: 'model',
    category: 'security',
    severity: 'medium',
    confidence: 0.4,
    wouldPost: false,
    startLine: 3,
    line: 4,
    title: 'Hard-coded credential',
    body: 'It is committed.',
    evidence: [],
  });

  it("keeps the model's words where both speak of the same rows", () => {
    const [found] = secretFindings([secret(4), secret(9)], 'en');
    expect(mergeSecretFindings([told], [found!])).toEqual([
      {
        ...told,
        id: found!.id,
        fingerprint: found!.fingerprint,
        severity: 'critical',
        confidence: 0.95,
        wouldPost: true,
        verdict: 'confirmed',
        evidence: found!.evidence,
        alsoAt: [{ path: 'src/a.ts', line: 9 }],
      },
    ]);
  });

  it.each([
    ['other rows', { startLine: 6, line: 6 }],
    ['another file', { path: 'src/b.ts' }],
    ['the old side', { side: 'LEFT' as const }],
    ['another category', { category: 'reliability' as const }],
    ['something else', { title: 'SQL injection', body: 'The name is put into the query.' }],
  ])('leaves a finding about %s beside its own', (_, over) => {
    const other = finding({ ...told, ...over });
    const [found] = secretFindings([secret(4)], 'en');
    expect(mergeSecretFindings([other], [found!])).toEqual([other, found]);
  });

  it('gives every finding an id of its own', () => {
    const [found] = secretFindings([secret(4)], 'en');
    const other = finding({ id: found!.id, path: 'src/b.ts' });
    const ids = mergeSecretFindings([other], [found!]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toBe(other.id);
  });
});
