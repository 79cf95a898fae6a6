import { createHash } from 'node:crypto';
import type { Finding, Severity } from '../finding/finding.ts';
import { SEVERITIES } from '../finding/finding.ts';
import { fingerprint } from '../finding/fingerprint.ts';
import type { Language } from '../render/messages.ts';
import type { FoundSecret } from './found-secret.ts';
import { compareCertainty, type Certainty } from './secret.ts';
import { secretWords } from './words.ts';

/** How sure the search is of each; the ranking leaves the last one unposted. */
const CONFIDENCE: Record<Certainty, number> = { certain: 0.95, likely: 0.8, possible: 0.5 };

const SEVERITY: Record<Certainty, Severity> = {
  certain: 'critical',
  likely: 'high',
  possible: 'medium',
};

/** Where samples are at home: a key of a test opens nothing, though an issued token still may. */
const SAMPLE_PLACE =
  /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures?|testdata|test-files|mocks?|samples?|examples?|docs?)\/|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_[^/]*$|Tests?\.\w+$|\.(?:md|mdx|rst|adoc)$|\.(?:example|sample|dist|template)(?:\.|$)/;

/** Lines at which the value is quoted; further ones are named. */
const MOST_EVIDENCE = 5;

/**
 * Findings about the credentials that a change adds: one for each file and kind, which names the
 * other places. They quote rows as they are shown, so the value is in none of them. What a change
 * removes or leaves as it was is no finding of it.
 */
export function secretFindings(found: readonly FoundSecret[], language: Language): Finding[] {
  const words = secretWords(language);
  const groups = new Map<string, FoundSecret[]>();
  for (const secret of found) {
    if (secret.row !== 'add') continue;
    const key = `${secret.path}\0${secret.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), secret]);
  }
  return [...groups.values()].map((group): Finding => {
    const { path, kind } = group[0]!;
    const certainty = group.map((secret) => secret.certainty).toSorted(compareCertainty)[0]!;
    const [first, ...others] = runsOf(group.map(({ line }) => line));
    // No line and no number of a mark: other secrets in the change must not make it a new finding.
    const print = fingerprint({ path, text: `secret: ${kind}`, ordinal: 0 });
    const sample = SAMPLE_PLACE.test(path) && (certainty !== 'certain' || kind === 'private key');
    return {
      id: findingId(print, 0),
      fingerprint: print,
      path,
      side: 'RIGHT',
      startLine: first!.start,
      line: first!.end,
      anchor: 'line',
      severity: sample ? lower(SEVERITY[certainty]) : SEVERITY[certainty],
      category: 'security',
      confidence: CONFIDENCE[certainty] - (sample ? 0.2 : 0),
      title: words.title(kind),
      body: words.body(kind, certainty),
      approach: words.approach,
      evidence: group.slice(0, MOST_EVIDENCE).map(({ line, text }) => ({
        path,
        side: 'RIGHT',
        line,
        quote: text.replace(/\r$/, ''),
        verified: true,
      })),
      ...(others.length === 0
        ? {}
        : { alsoAt: others.map(({ start }) => ({ path, line: start })) }),
      verdict: certainty === 'certain' ? 'confirmed' : 'unverified',
      preexisting: false,
      wouldPost: true,
      rank: 0,
      posted: false,
    };
  });
}

/** Line numbers as runs of neighbours: a key of many rows is one place. */
function runsOf(lines: number[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && line <= last.end + 1) last.end = line;
    else runs.push({ start: line, end: line });
  }
  return runs;
}

function lower(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? 'low';
}

const ID_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Five base-32 digits of a fingerprint; another attempt gives others. */
export function findingId(print: string, attempt: number): string {
  const digest = createHash('sha256').update(`${print}:${attempt}`).digest();
  return [...digest.subarray(0, 5)].map((byte) => ID_DIGITS.charAt(byte & 31)).join('');
}
