import { readState, writeState } from '../../core/ledger/pull-state.ts';
import { withoutMarkers } from '../../core/plan/marker.ts';
import { messages, type Language } from '../../core/render/messages.ts';
import { pauseNotice, withoutPauseNotice } from '../../core/render/standing.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Posted, PullRef } from '../../ports/pull-requests.ts';

/**
 * Remembers in the summary that pushes are to be left alone, or no longer. There is nothing to do
 * when that is so already.
 */
export async function setPaused(
  ref: PullRef,
  posted: Posted,
  paused: boolean,
  language: Language,
  publisher: Pick<Publisher, 'saveNote'>,
): Promise<void> {
  const { note, ...state } = readState(posted);
  if (state.paused === paused) return;
  const text =
    note === null
      ? `### ${messages(language).reportTitle}`
      : withoutPauseNotice(withoutMarkers(note.body));
  const blocks = [
    text,
    ...(paused ? [pauseNotice(language)] : []),
    writeState({ ...state, paused }),
  ];
  await publisher.saveNote(ref, note?.id ?? null, blocks.join('\n\n'));
}
