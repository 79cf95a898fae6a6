import { evidenceList, type AnswerParts } from '../core/conversation/answer-body.ts';
import { answerWords } from '../core/conversation/answer-words.ts';
import { explanationForm, type Explanation } from '../core/conversation/answers.ts';
import { readMarkers, withoutMarkers, type FindingMarker } from '../core/plan/marker.ts';
import { detectLanguage, languageName } from '../core/prompt/language.ts';
import { codeSpan } from '../core/render/fence.ts';
import { inertInline } from '../core/render/inert.ts';
import { languageOf } from '../core/render/messages.ts';
import type { Posted, PostedComment, Thread } from '../ports/pull-requests.ts';
import { codeMaterial, quoted, threadMaterial, type Material } from './answer-material.ts';
import { askAgent } from './answer-model.ts';
import { say, threadOf, type Request } from './answer-place.ts';
import { provenOf, unanswered, withPull } from './answer-pull.ts';
import type { Meter } from './meter.ts';
import type { PullRequestPorts } from './review-pull-request.ts';

/** A finding's comment of ours, with what its marker says. */
interface PostedFinding {
  comment: PostedComment;
  marker: FindingMarker;
}

/** All findings that stand in comments of ours, oldest first. */
function postedFindings({ comments }: Posted): PostedFinding[] {
  return comments.flatMap((comment) =>
    readMarkers(comment.body).flatMap((marker) =>
      marker.kind === 'finding' ? [{ comment, marker }] : [],
    ),
  );
}

/**
 * `/explain ID`: judges one of our findings anew by the code as it is now and tells more about it,
 * with quotes that were found in the code. False when there is no answer; the reason is said then.
 */
export async function explainFinding(
  id: string,
  request: Request,
  ports: PullRequestPorts,
): Promise<boolean> {
  const findings = postedFindings(await request.posted());
  const found = findings.findLast(({ marker }) => marker.id === id);
  const quote = `/explain ${id}`;
  if (found === undefined) {
    const known = [...new Set(findings.map(({ marker }) => marker.id))];
    const lead = [answerWords(request.language).unknownId(id, known)];
    await say(request, { quote, lead, text: '' }, ports.publisher);
    return false;
  }
  const tag = languageFor(request.comment.body, found.comment.body);
  const language = languageOf(tag);
  const thread = await ports.pulls.thread(request.pull.ref, found.comment.id);
  const parts = await withPull(request.pull, language, ports, (material, meter) =>
    explain(found, thread, languageName(tag), material, ports, meter).then((asked) =>
      'why' in asked
        ? unanswered(asked.why, language)
        : partsOf(asked, isOutdated(thread), answerWords(language)),
    ),
  );
  const cannot = 'cannot' in parts;
  const { lead = [], ...rest } = cannot ? { lead: [parts.cannot], text: '' } : parts;
  const isThere =
    request.comment.kind === 'review-comment' && threadOf(request.comment) === found.comment.id;
  const about = isThere || cannot ? [] : [titleOf(found)];
  await say(request, { quote, ...rest, lead: [...about, ...lead] }, ports.publisher);
  return !cannot;
}

type Explained = Explanation & { leftOut: number };

async function explain(
  { comment, marker }: PostedFinding,
  thread: Thread | null,
  language: string,
  material: Material,
  ports: PullRequestPorts,
  meter: Meter,
): Promise<Explained | { why: string }> {
  const { path, side, line } = marker;
  const shown =
    thread === null
      ? ((await codeMaterial({ path, side, line }, material.read)) ?? '')
      : await threadMaterial(thread, material);
  const asked = await askAgent(
    material,
    {
      texts: ports.prompts.explainFinding,
      values: {
        material: shown,
        id: marker.id,
        finding: quoted(material.mask(withoutMarkers(comment.body))),
        language,
      },
      path,
      form: explanationForm,
    },
    ports,
    meter,
  );
  if (!asked.ok) return { why: asked.why };
  const { proven, leftOut } = await provenOf(asked.answer.evidence, material.read);
  return { ...asked.answer, evidence: proven, leftOut };
}

/** A finding is taken back only with a quote that shows it. */
function partsOf(
  { holds, text, evidence, leftOut }: Explained,
  outdated: boolean,
  words: ReturnType<typeof answerWords>,
): Omit<AnswerParts, 'quote'> {
  const verdict =
    holds === 'yes'
      ? []
      : holds === 'unclear'
        ? [words.unclear]
        : [evidence.length > 0 ? words.noLongerHolds : words.notProven];
  return {
    lead: [...verdict, ...(outdated ? [words.codeChanged] : [])],
    text,
    end: [
      ...(evidence.length === 0 ? [] : [`**${words.evidence}**`, evidenceList(evidence)]),
      ...(leftOut === 0 ? [] : [`_${words.leftOut(leftOut)}_`]),
    ],
  };
}

function isOutdated(thread: Thread | null): boolean {
  return thread !== null && thread.originalLine !== null && thread.line === null;
}

/** What the finding said in its first line, and where. People may have edited it since. */
function titleOf({ comment, marker }: PostedFinding): string {
  const [first = ''] = withoutMarkers(comment.body).trim().split('\n');
  return `${inertInline(first)} ${codeSpan(`${marker.path}:${marker.line}`)}`;
}

/** The asker's language; a bare command has none, and gets that of the finding. */
function languageFor(command: string, finding: string): string {
  const own = command
    .split('\n')
    .filter((line) => !/^\s*[/／@]/.test(line))
    .join('\n');
  return detectLanguage([/\p{L}/u.test(own) ? own : withoutCode(withoutMarkers(finding))]);
}

function withoutCode(text: string): string {
  return text.replace(/^(`{3,})[\s\S]*?^\1/gm, '').replace(/`[^`]*`|<[^>]*>/g, '');
}
