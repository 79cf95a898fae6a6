import { SEVERITIES, type Finding, type RejectedFinding } from '../core/finding/finding.ts';
import { parseVerdict, verdictSchema, type VerdictAnswer } from '../core/finding/verdict.ts';
import type { Brief } from '../core/prompt/brief.ts';
import { escapeAttribute } from '../core/prompt/change-text.ts';
import { languageName } from '../core/prompt/language.ts';
import { fill } from '../core/prompt/prompts.ts';
import { ask } from './ask.ts';
import type { Conversation, RequestSettings } from './converse.ts';
import { verifyEvidence, type ReadLines } from './evidence.ts';
import { opening, systemBlocks } from './layout.ts';
import { toolDefinition } from './tools/tool.ts';

/** What the verifier made of one finding. */
export type Verified =
  | { finding: Finding; sameAs: string }
  | { rejected: RejectedFinding }
  /** It could not be asked; the finding stands as unverified. */
  | { finding: Finding; sameAs: ''; unasked: string; anotherModel: boolean };

export interface VerifierBrief {
  /** The part of the change that the finding is about, as the finder saw it. */
  change: Brief['change'];
  rules: Brief['rules'];
  language: string;
  /** All findings of the change, to name those with the same cause. */
  all: readonly Pick<Finding, 'id' | 'path' | 'line' | 'title'>[];
}

/**
 * Asks the verifier about one finding, in a conversation of its own that shares its prefix with
 * those about the other findings. A rejection counts only with a quote that holds; so does
 * everything that it says was there before.
 */
export async function verifyFinding(
  finding: Finding,
  talk: Omit<Conversation, 'request'> & { request: RequestSettings },
  brief: VerifierBrief,
  read: ReadLines,
): Promise<Verified> {
  const conversation: Conversation = {
    ...talk,
    request: {
      ...talk.request,
      system: systemBlocks({ role: talk.prompts.verifier, rules: brief.rules }),
      tools: talk.tools.map((tool) => toolDefinition(tool, talk.prompts.tools)),
      schema: verdictSchema(),
    },
  };
  const others = brief.all.filter(({ id }) => id !== finding.id);
  const question = fill(talk.prompts.verifyQuestion, {
    id: finding.id,
    claim: claimText(finding),
    others:
      others.length === 0
        ? 'none'
        : others.map(({ id, path, line, title }) => `\n- ${id}: ${path}:${line} ${title}`).join(''),
    language: languageName(brief.language),
  });
  const asked = await ask(conversation, opening({ change: brief.change, question }), parseVerdict);
  if (!asked.ok) {
    return { finding, sameAs: '', unasked: asked.why, anotherModel: asked.anotherModel };
  }
  const evidence = await Promise.all(
    asked.answer.evidence.map((each) => verifyEvidence(each, read)),
  );
  return applyVerdict(
    finding,
    asked.answer,
    evidence.some(({ verified }) => verified),
  );
}

function applyVerdict(finding: Finding, answer: VerdictAnswer, proven: boolean): Verified {
  if (answer.verdict === 'rejected') {
    // An unproven refutation is an opinion: the finding stays, without the verifier's support.
    if (!proven) return { finding, sameAs: '' };
    const { title, path, line } = finding;
    return { rejected: { title, path, line, why: `refuted: ${answer.reason}` } };
  }
  const milder =
    answer.severity !== null &&
    SEVERITIES.indexOf(answer.severity) > SEVERITIES.indexOf(finding.severity);
  return {
    finding: {
      ...finding,
      verdict: answer.verdict,
      severity: answer.verdict === 'lowered' && milder ? answer.severity! : finding.severity,
      preexisting: finding.preexisting || (answer.preexisting && proven),
    },
    sameAs: answer.sameAs,
  };
}

/** The claim as material: its own words, the place, and the evidence it names. */
function claimText(finding: Finding): string {
  const { path, side, startLine, line, severity, category, title, body, evidence } = finding;
  const lines = startLine === line ? String(line) : `${startLine}-${line}`;
  const parts = [
    `place: ${escapeAttribute(path)}:${lines} (${side})`,
    `severity: ${severity}, category: ${category}`,
    `title: ${title}`,
    body,
    ...evidence.map(
      (each) => `evidence: ${each.path}:${each.line} (${each.side}) ${each.quote.trim()}`,
    ),
  ];
  return parts.join('\n').replaceAll('</', '<\\/');
}
