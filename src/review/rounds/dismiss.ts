import { readState, writeState } from '../../core/ledger/pull-state.ts';
import { readLedger } from '../../core/ledger/read-ledger.ts';
import { withoutMarkers, writeMarker } from '../../core/plan/marker.ts';
import { codeSpan } from '../../core/render/fence.ts';
import { inertInline } from '../../core/render/inert.ts';
import type { Language } from '../../core/render/messages.ts';
import { roundWords } from '../../core/render/words/rounds.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Posted, PullRequest } from '../../ports/pull-requests.ts';

export interface Dismissal {
  /** The finding's. */
  id: string;
  reason: string;
  /** Who wants it, and may. */
  by: string;
}

/** Characters of a reason that the mark keeps; the reply itself holds all of it. */
const MOST_REASON = 500;

/**
 * Writes into the finding's thread that a person does not want it, and why: later reviews read it
 * there; of a finding without a thread the summary remembers it. Gives the sentence that tells why it can't be done, null when it is done, now or before.
 */
export async function dismissFinding(
  pull: Pick<PullRequest, 'ref' | 'head'>,
  posted: Posted,
  { id, reason, by }: Dismissal,
  language: Language,
  publisher: Pick<Publisher, 'reply' | 'saveNote'>,
): Promise<string | null> {
  const words = roundWords(language);
  const found = readLedger(posted).entries.filter((entry) => entry.id === id);
  const entry = found.find(({ state }) => state !== 'dismissed') ?? found[0];
  if (entry === undefined) return words.noSuchFinding(id);
  if (entry.state === 'dismissed') return null;
  if (entry.comment === null) {
    const { note, ...state } = readState(posted);
    const said = [...state.said, `${id}:${entry.fingerprint}`];
    const listed = state.listed.filter((each) => each.id !== id);
    const mark = writeState({ ...state, said, listed });
    await publisher.saveNote(pull.ref, note!.id, `${withoutMarkers(note!.body)}\n\n${mark}`);
    return null;
  }
  const text = words.dismissedBy(codeSpan(by), inertInline(reason));
  const mark = writeMarker({
    kind: 'dismissal',
    id,
    head: pull.head.sha,
    by,
    reason: reason.slice(0, MOST_REASON).toWellFormed(),
  });
  await publisher.reply(pull.ref, entry.comment, `${text}\n\n${mark}`);
  return null;
}
