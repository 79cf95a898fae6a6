import type { Standing } from '../../core/ledger/standing.ts';
import { isOutcome, readMarkers, writeMarker, type OutcomeMarker } from '../../core/plan/marker.ts';
import { inertInline } from '../../core/render/inert.ts';
import type { Language } from '../../core/render/messages.ts';
import { roundWords } from '../../core/render/words/rounds.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Posted, PullRef } from '../../ports/pull-requests.ts';

export interface TellPorts {
  publisher: Publisher;
  /** Resolve the threads of what is fixed: GitHub wants `contents: write` for it. */
  resolveThreads: boolean;
  log: (line: string) => void;
}

/**
 * Says in the thread of each finding that is fixed why it is, and of each that is back that it is,
 * in one line. A reply that stands there already is not written again.
 */
export async function tellOutcomes(
  ref: PullRef,
  { head, threads }: Pick<Posted, 'head' | 'threads'>,
  { fixed, back }: Pick<Standing, 'fixed' | 'back'>,
  language: Language,
  ports: TellPorts,
): Promise<void> {
  const words = roundWords(language);
  const commit = head.slice(0, 7);
  const resolve = resolver(ports);
  // An earlier try of the job may have come as far as this.
  const last = new Map(threads.map(({ first, replies }) => [first, lastSaid(replies)]));
  const reply = async (kind: 'fixed' | 'back', comment: number, text: string, id: string) => {
    const said = last.get(comment);
    if (said?.kind === kind && said.head === head) return;
    await ports.publisher.reply(ref, comment, `${text}\n\n${writeMarker({ kind, id, head })}`);
  };
  for (const { entry, reason } of fixed) {
    if (entry.comment === null) continue;
    const text = words.fixedIn(commit, inertInline(reason));
    await reply('fixed', entry.comment, text, entry.id);
    await resolve(entry.thread, true);
  }
  for (const { comment, id, thread } of back) {
    if (comment === null) continue;
    await reply('back', comment, words.backIn(commit), id);
    await resolve(thread, false);
  }
}

/** What we have said last of a finding in its thread. */
function lastSaid(replies: Posted['threads'][number]['replies']): OutcomeMarker | undefined {
  return replies
    .filter(({ isOurs }) => isOurs)
    .flatMap(({ body }) => readMarkers(body))
    .findLast(isOutcome);
}

/** Gives up after the first refusal: the permission is missing for all of them. */
function resolver({ publisher, resolveThreads, log }: TellPorts) {
  let may = resolveThreads;
  return async (thread: string, resolved: boolean): Promise<void> => {
    if (!may) return;
    may = await publisher.setResolved(thread, resolved);
    if (!may) log('threads are not resolved: the app lacks the permission contents: write');
  };
}
