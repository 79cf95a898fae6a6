import { CATEGORIES, type Finding, type Suggestion } from '../finding/finding.ts';
import { inertInline, inertMarkdown } from './inert.ts';
import { LEVEL, SECURITY_SEVERITY } from './sarif-rules.ts';
import { stripInvisible } from './visible.ts';

/** Characters of one message; longer ones are cut at the end of a sentence or a word. */
const LONGEST_MESSAGE = 10_000;
/** GitHub shows a hundred locations of a result; readers follow fewer. */
const MOST_RELATED = 10;

/** One finding as a SARIF result. */
export function sarifResult(finding: Finding): unknown {
  const { category, severity, suggestion } = finding;
  const related = relatedPlaces(finding);
  return {
    ruleId: `backline/${category}`,
    ruleIndex: CATEGORIES.indexOf(category),
    level: LEVEL[severity],
    message: message(finding),
    locations: [place(finding)],
    relatedLocations: related.length > 0 ? related : undefined,
    partialFingerprints: {
      'backline/v1': finding.fingerprint,
      // The one that GitHub follows an alert by.
      primaryLocationLineHash: `${finding.fingerprint}:1`,
    },
    fixes: suggestion && onRight(finding) ? [fix(finding, suggestion)] : undefined,
    rank: Math.round(finding.confidence * 100),
    properties: {
      id: finding.id,
      severity,
      confidence: finding.confidence,
      verdict: finding.verdict,
      preexisting: finding.preexisting,
      rank: finding.rank,
      ...(category === 'security' ? { 'security-severity': SECURITY_SEVERITY[severity] } : {}),
    },
  };
}

/**
 * Plain text for a message: nothing invisible, nothing that a viewer reads as an embedded link
 * (`[text](target)`, SARIF 2.1.0 §3.11.6), not too long.
 */
export function fullText(text: string): string {
  const lines = text
    .toWellFormed()
    .split(/\r\n|[\n\r]/)
    .map(stripInvisible);
  return cut(lines.join('\n').replace(/\]\(/g, '] ('));
}

function message(finding: Finding): { text: string; markdown: string } {
  const where = placeNote(finding);
  const title = finding.title.trim().replace(/[.\s]+$/, '');
  return {
    text: fullText(`${title}.${where === '' ? '' : ` (${where})`}\n\n${finding.body}`),
    markdown: [
      `**${inertInline(title)}**${where === '' ? '' : ` (${inertInline(where)})`}`,
      inertMarkdown(cut(finding.body)),
    ].join('\n\n'),
  };
}

/** Why the location has no line. A SARIF region speaks of the file as it is now. */
function placeNote({ anchor, anchorReason, side, startLine, line }: Finding): string {
  const because = anchorReason === undefined ? '' : `: ${anchorReason}`;
  if (anchor === 'file') return `on the file as a whole${because}`;
  if (anchor === 'summary') return `not on a line${because}`;
  if (side === 'RIGHT') return '';
  return startLine === line
    ? `on line ${line} of the old version, which this change removes`
    : `on lines ${startLine} to ${line} of the old version, which this change removes`;
}

function onRight({ anchor, side }: Finding): boolean {
  return anchor === 'line' && side === 'RIGHT';
}

function place(finding: Finding): unknown {
  const { path, startLine, line } = finding;
  return {
    physicalLocation: {
      artifactLocation: artifact(path),
      region: onRight(finding) ? { startLine, endLine: line } : undefined,
    },
  };
}

function relatedPlaces({ alsoAt = [], evidence, path, side, line }: Finding): unknown[] {
  const places = [
    ...alsoAt.map((each) => ({ ...each, text: 'The same here.' })),
    ...evidence
      .filter((each) => each.side === 'RIGHT' && each.verified)
      .filter((each) => each.path !== path || each.side !== side || each.line !== line)
      .map((each) => ({ path: each.path, line: each.line, text: 'The finding rests on this.' })),
  ];
  return places.slice(0, MOST_RELATED).map((each, id) => ({
    id,
    physicalLocation: {
      artifactLocation: artifact(each.path),
      region: { startLine: each.line },
    },
    message: { text: each.text },
  }));
}

/** Whole lines are replaced: without columns a region ends before its last line break. */
function fix({ path, title }: Finding, { startLine, line, code }: Suggestion): unknown {
  const deletedRegion =
    code === ''
      ? { startLine, startColumn: 1, endLine: line + 1, endColumn: 1 }
      : { startLine, endLine: line };
  return {
    description: { text: fullText(title) },
    artifactChanges: [
      {
        artifactLocation: artifact(path),
        replacements: [{ deletedRegion, insertedContent: { text: code.toWellFormed() } }],
      },
    ],
  };
}

function artifact(path: string): { uri: string; uriBaseId: string } {
  const uri = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}

function cut(text: string): string {
  if (text.length <= LONGEST_MESSAGE) return text;
  const head = text.slice(0, LONGEST_MESSAGE - 4).toWellFormed();
  const end = Math.max(head.lastIndexOf('. ') + 1, head.lastIndexOf('\n'));
  return `${end > LONGEST_MESSAGE / 2 ? head.slice(0, end) : head} ...`;
}
