import type { AnsweredFinding, FinderAnswer } from '../src/core/finding/answer.ts';
import type { Answer } from '../test/support/claude/answer.ts';
import type { AnswerContext } from '../test/support/claude/context.ts';
import { asksForVerdict, verdict } from '../test/support/scripted-reviewer.ts';
import type { ClaudeOptions } from '../test/support/claude/server.ts';
import type { ScriptedFinding } from './findings/scripted-finding.ts';
import { findQuote, findRows, seen, type Seen, type ShownRow } from './known-rows.ts';
import { LATER_FINDINGS, LOOKS, SCRIPTED_FINDINGS } from './scripted-findings.ts';

/**
 * Answers like a model that reviews the demo's branch: it looks around for some turns, then tells
 * each flaw whose rows the change it was sent still has. Ids and line numbers come from the prompt
 * and the tools' answers. As the verifier it confirms each claim, and calls
 * fixed what the second commit mends. Throws at any other question.
 */
export const scriptedModel: ClaudeOptions['answer'] = (_request, context) => {
  if (asksForVerdict(context)) return verdict();
  if (asksFor(context, 'fixed')) return judgeFix(context);
  if (!asksFor(context, 'findings')) {
    throw new Error('the scripted model knows findings and verdicts');
  }
  const looks = context.toolNames.length === 0 ? [] : (LOOKS[context.turn - 1] ?? []);
  if (looks.length > 0) return { toolCalls: looks } satisfies Answer;
  const all = seen(context.userText, context.toolResults);
  return { json: answerOf(all) };
};

function asksFor({ schema }: AnswerContext, key: string): boolean {
  return Object.hasOwn(schema?.['properties'] ?? {}, key);
}

/** Reads the file as it is now, and calls a finding fixed when it has the row that mends it. */
function judgeFix({ userText, toolResults }: AnswerContext): Answer {
  const finding = SCRIPTED_FINDINGS.find(({ title }) => userText.includes(title));
  const path = /<after path="([^"]+)">/.exec(userText)?.[1] ?? finding?.at.path ?? '';
  const read = toolResults[0];
  if (read === undefined) return { toolCalls: [{ name: 'read_file', input: { path } }] };
  const rows = read.content.split('\n').flatMap((row) => {
    const [, line, quote] = /^(\d+)\|(.*)$/.exec(row) ?? [];
    return quote === undefined || quote.trim() === '' ? [] : [{ line: Number(line), quote }];
  });
  const { mend } = finding ?? {};
  const proof = mend && rows.find(({ quote }) => quote.includes(mend.row));
  const { line, quote } = proof ?? rows[0] ?? { line: 1, quote: '' };
  const reason = proof === undefined ? 'The code still does that.' : (mend?.reason ?? '');
  return { json: { fixed: proof !== undefined, reason, quote: { path, line, quote } } };
}

function answerOf(all: Seen): FinderAnswer {
  const told = [...SCRIPTED_FINDINGS, ...LATER_FINDINGS].flatMap((finding) => {
    const answered = tell(finding, all);
    return answered === null ? [] : [{ finding, answered }];
  });
  return {
    findings: told.map(({ answered }) => answered),
    choices: told.map(({ finding }, index) => ({
      finding: index + 1,
      would_post: finding.wouldPost,
      confidence: finding.confidence,
    })),
  };
}

/** The finding in the answer's form; null when a row that it speaks of is not in the change. */
function tell(finding: ScriptedFinding, all: Seen): AnsweredFinding | null {
  const { at, suggestion } = finding;
  const rows = findRows(at, all);
  const replaced = suggestion && findRows({ path: at.path, ...suggestion.rows }, all);
  const alsoAt = (finding.alsoAt ?? []).map((place) => findRows(place, all));
  if (rows === null || replaced === null || alsoAt.includes(null)) return null;
  return {
    path: at.path,
    ...ends(rows),
    quote: rows.map(({ text }) => text).join('\n'),
    severity: finding.severity,
    category: finding.category,
    title: finding.title,
    body: finding.body,
    approach: finding.approach,
    error_handling: finding.errorHandling ?? '',
    assumptions: finding.assumptions ?? [],
    tests: finding.tests ?? '',
    scaling: finding.scaling ?? '',
    evidence: finding.evidence.flatMap(({ path, side = 'RIGHT', quote }) => {
      const line = findQuote(path, side, quote, all);
      return line === null ? [] : [{ path, side, line, quote }];
    }),
    also_at: (finding.alsoAt ?? []).map(({ path }, index) => ({
      path,
      row: alsoAt[index]![0]!.id,
    })),
    suggestion: suggestion && replaced ? [{ ...ends(replaced), code: suggestion.code }] : [],
    preexisting: false,
  };
}

function ends(rows: readonly ShownRow[]): { start_row: string; end_row: string } {
  return { start_row: rows[0]!.id, end_row: rows.at(-1)!.id };
}
