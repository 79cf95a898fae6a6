import type { Answer } from './claude/answer.ts';
import type { AnswerContext } from './claude/context.ts';

/** A finding that a test wants the model to have: where it is by text, and what it says. */
export interface ScriptedFinding {
  path: string;
  /** The row's text, or a part that only one row of the change has; several rows by line feeds. */
  row: string;
  /** Take the deleted row instead of the added or unchanged one. */
  deleted?: true;
  title?: string;
  severity?: string;
  category?: string;
  confidence?: number;
  wouldPost?: boolean;
  suggestion?: string;
  [key: string]: unknown;
}

interface ShownRow {
  mark: string;
  id: string;
  text: string;
}

/** Whether the verifier is asking; a script answers it with `confirmed` or a verdict of its own. */
export function asksForVerdict({ schema }: AnswerContext): boolean {
  return Object.hasOwn((schema?.['properties'] as object | undefined) ?? {}, 'verdict');
}

/** A verdict that leaves the finding as it is, but for what a test wants otherwise. */
export function verdict(over: Record<string, unknown> = {}): Answer {
  return {
    json: {
      verdict: 'confirmed',
      severity: 'high',
      preexisting: false,
      reason: 'Nothing guards it.',
      evidence: [],
      same_as: '',
      ...over,
    },
  };
}

/** The rows of one file as the prompt shows them. */
function shownRows(prompt: string, path: string): ShownRow[] {
  const start = prompt.indexOf(`<file path="${path}"`);
  if (start < 0) return [];
  const end = prompt.indexOf('\n</file>', start);
  const rows = prompt.slice(start, end).matchAll(/^([+\- ])([LR]\d+\.[0-9a-z]{2})\|(.*)$/gm);
  return [...rows].map((row) => ({ mark: row[1]!, id: row[2]!, text: row[3]! }));
}

/** An answer with the given findings, those in it whose file the prompt shows; each is confirmed. */
export function reviewAnswer(context: AnswerContext, findings: ScriptedFinding[]): Answer {
  if (asksForVerdict(context)) return verdict();
  const shown = findings.flatMap((finding) => {
    const rows = shownRows(context.userText, finding.path);
    const place = findRows(rows, finding);
    return place === null ? [] : [{ finding, place }];
  });
  return {
    json: {
      findings: shown.map(({ finding, place }) => answeredFinding(finding, place)),
      choices: shown.map(({ finding }, index) => ({
        finding: index + 1,
        would_post: finding.wouldPost ?? true,
        confidence: finding.confidence ?? 0.9,
      })),
    },
  };
}

function findRows(rows: ShownRow[], { row, deleted }: ScriptedFinding): ShownRow[] | null {
  const wanted = row.split('\n');
  const side = rows.filter(({ mark }) => (deleted ? mark === '-' : mark !== '-'));
  const start = side.findIndex((_, index) =>
    wanted.every((text, offset) => side[index + offset]?.text.includes(text)),
  );
  return start < 0 ? null : side.slice(start, start + wanted.length);
}

function answeredFinding(
  { path, row: _row, deleted, wouldPost: _w, confidence: _c, suggestion, ...rest }: ScriptedFinding,
  place: ShownRow[],
): Record<string, unknown> {
  const [first, last] = [place[0]!, place.at(-1)!];
  return {
    path,
    start_row: first.id,
    end_row: last.id,
    quote: place.map(({ text }) => text).join('\n'),
    severity: 'high',
    category: 'reliability',
    title: 'Something is wrong here',
    body: 'It goes wrong when it is called twice.',
    approach: '',
    error_handling: '',
    assumptions: [],
    tests: '',
    scaling: '',
    evidence: [
      {
        path,
        side: deleted ? 'LEFT' : 'RIGHT',
        line: Number(/\d+/.exec(first.id)![0]),
        quote: first.text,
      },
    ],
    also_at: [],
    preexisting: false,
    ...rest,
    suggestion:
      suggestion === undefined ? [] : [{ start_row: first.id, end_row: last.id, code: suggestion }],
  };
}
