const HOUR_MS = 3_600_000;

/** How often one person may have the model asked within an hour, over all repositories. */
export const MOST_ANSWERS_AN_HOUR = 30;

/** The turns of one person; times are milliseconds of one clock. */
export interface AnswerTurns {
  taken: { what: string; at: number }[];
  refusedAt: number | null;
}

/** `told` is true when this person has been refused within this hour before. */
export type AnswerTurn = { ok: true } | { ok: false; minutes: number; told: boolean };

/**
 * Takes one turn of a person. The same `what` again takes none, so that a job that is tried again
 * is not counted twice.
 */
export function takeAnswer(
  turns: AnswerTurns | null,
  what: string,
  now: number,
  most: number = MOST_ANSWERS_AN_HOUR,
): { turns: AnswerTurns; turn: AnswerTurn } {
  const taken = (turns?.taken ?? []).filter(({ at }) => at > now - HOUR_MS);
  const refusedAt = turns?.refusedAt ?? null;
  if (taken.some((turn) => turn.what === what)) {
    return { turns: { taken, refusedAt }, turn: { ok: true } };
  }
  const [oldest] = taken;
  if (taken.length < most || oldest === undefined) {
    return { turns: { taken: [...taken, { what, at: now }], refusedAt }, turn: { ok: true } };
  }
  const told = refusedAt !== null && refusedAt > now - HOUR_MS;
  const minutes = Math.ceil((oldest.at + HOUR_MS - now) / 60_000);
  return {
    turns: { taken, refusedAt: told ? refusedAt : now },
    turn: { ok: false, minutes, told },
  };
}
