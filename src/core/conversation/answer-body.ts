import type { Evidence } from '../finding/finding.ts';
import { readMarkers, writeMarker, type AnswerMarker } from '../plan/marker.ts';
import { cutToFit } from '../render/cut-text.ts';
import { codeSpan } from '../render/fence.ts';
import { inertInline, inertMarkdown } from '../render/inert.ts';
import { visible } from '../render/visible.ts';

/** The longest body that GitHub takes, in characters. */
const MOST_CHARACTERS = 65_536;
const LONGEST_QUOTE = 200;
const LONGEST_ROW = 300;
const MOST_EVIDENCE = 10;

export interface AnswerParts {
  /** What is answered, as it was written; its first line is quoted. Null in a thread of its own. */
  quote: string | null;
  /** Fixed Markdown of ours above the text. */
  lead?: readonly string[];
  /** Markdown of a model, made inert here. */
  text: string;
  /** Fixed Markdown of ours below it. */
  end?: readonly string[];
}

/**
 * An answer as a comment on GitHub, inert, within GitHub's limit: what is too long is cut behind a
 * sentence and never inside a fence. The marker tells which comment it answers.
 */
export function answerBody(parts: AnswerParts, marker: AnswerMarker): string {
  const render = (text: string): string =>
    [
      ...(parts.quote === null ? [] : [quoteLine(parts.quote)]),
      ...(parts.lead ?? []),
      ...(text === '' ? [] : [inertMarkdown(text)]),
      ...(parts.end ?? []),
      writeMarker(marker),
    ].join('\n\n');
  return render(cutToFit(parts.text.trim(), render, MOST_CHARACTERS));
}

/** The first line that says something, as a quote. */
function quoteLine(text: string): string {
  const [line = ''] = text.split(/\r\n|[\n\r]/).filter((each) => each.trim() !== '');
  return `> ${inertInline(shorten(line.trim(), LONGEST_QUOTE))}`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}

/** Verified quotes as a list, each with its place; the first ones of many. */
export function evidenceList(evidence: readonly Evidence[]): string {
  return evidence
    .slice(0, MOST_EVIDENCE)
    .map(({ path, line, quote }) => {
      const [first = ''] = quote.trim().split('\n');
      return `- ${codeSpan(`${path}:${line}`)} ${codeSpan(shorten(first, LONGEST_ROW))}`;
    })
    .join('\n');
}

/** Whether one of our bodies answers that comment, or that command of it. */
export function answers(
  body: string,
  { of, to, command }: Omit<AnswerMarker, 'head' | 'kind'>,
): boolean {
  return readMarkers(body).some(
    (mark) =>
      mark.kind === 'answer' && mark.of === of && mark.to === to && mark.command === command,
  );
}

/** Markdown for a terminal: as it was written, with nothing in it that a terminal would act on. */
export function neutralText(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((row) => row.split('\t').map(visible).join('\t'))
    .join('\n');
}
