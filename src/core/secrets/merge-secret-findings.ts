import { SEVERITIES, type Finding } from '../finding/finding.ts';
import { findingId } from './secret-findings.ts';

/** Words by which a finding shows that it speaks of a credential and not of its neighbour. */
const ABOUT_SECRETS =
  /secret|credential|password|passphrase|token|api[- ]?key|access key|private key|hard[- ]?coded|\[masked:|비밀|암호|자격|토큰|하드코딩|키/i;

/**
 * Joins what the search for secrets found with what the model said. Where both speak of the same
 * rows the model's words stand (it never saw the value), with the surer severity, the evidence and
 * the fingerprint of the search, so that the finding is the same one in the next review whoever
 * finds it then.
 */
export function mergeSecretFindings(
  findings: readonly Finding[],
  secrets: readonly Finding[],
): Finding[] {
  const merged = new Map<Finding, Finding>();
  const alone: Finding[] = [];
  for (const secret of secrets) {
    const told = findings.find((finding) => speaksOf(finding, secret));
    if (told === undefined) alone.push(secret);
    else merged.set(told, merge(merged.get(told) ?? told, secret, !merged.has(told)));
  }
  return withUniqueIds([...findings.map((finding) => merged.get(finding) ?? finding), ...alone]);
}

function speaksOf(finding: Finding, secret: Finding): boolean {
  if (finding.path !== secret.path || finding.side !== 'RIGHT' || finding.anchor !== 'line') {
    return false;
  }
  if (finding.category !== 'security' || !ABOUT_SECRETS.test(`${finding.title}\n${finding.body}`)) {
    return false;
  }
  const { startLine, line } = finding;
  if (startLine <= secret.line && line >= secret.startLine) return true;
  return secret.alsoAt?.some((place) => startLine <= place.line && line >= place.line) === true;
}

function merge(told: Finding, secret: Finding, first: boolean): Finding {
  const surer = SEVERITIES.indexOf(secret.severity) < SEVERITIES.indexOf(told.severity);
  const own = ({ line }: { line: number }): boolean => line >= told.startLine && line <= told.line;
  const places = [{ path: secret.path, line: secret.startLine }, ...(secret.alsoAt ?? [])].filter(
    (place) => !own(place),
  );
  const alsoAt = [...(told.alsoAt ?? []), ...places].filter(
    (place, index, all) =>
      all.findIndex(({ path, line }) => path === place.path && line === place.line) === index,
  );
  const known = new Set(told.evidence.map(({ path, line }) => `${path}:${line}`));
  return {
    ...told,
    ...(first ? { id: secret.id, fingerprint: secret.fingerprint } : {}),
    severity: surer ? secret.severity : told.severity,
    confidence: Math.max(told.confidence, secret.confidence),
    evidence: [
      ...told.evidence,
      ...secret.evidence.filter(({ path, line }) => !known.has(`${path}:${line}`)),
    ],
    ...(alsoAt.length === 0 ? {} : { alsoAt }),
    verdict: secret.verdict === 'confirmed' ? 'confirmed' : told.verdict,
    preexisting: false,
    wouldPost: true,
  };
}

function withUniqueIds(findings: Finding[]): Finding[] {
  const taken = new Set<string>();
  return findings.map((finding) => {
    let { id } = finding;
    for (let attempt = 1; taken.has(id); attempt++) id = findingId(finding.fingerprint, attempt);
    taken.add(id);
    return id === finding.id ? finding : { ...finding, id };
  });
}
