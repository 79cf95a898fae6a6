const HOUR_MS = 3_600_000;

/** How often one person may have the model asked within an hour, over all repositories. */
export const MOST_AN_HOUR = 30;

/** Says whether a person may ask once more. */
export interface AnswerLimit {
  /**
   * Takes one turn of a person; the same `what` again takes none, so that a job that is tried again
   * is not counted twice. `told` is true when this person has been refused within this hour before.
   */
  take(login: string, what: string): { ok: true } | { ok: false; minutes: number; told: boolean };
}

interface Turns {
  taken: { what: string; at: number }[];
  refusedAt: number | null;
}

/** A limit in this process's memory. `now` is in milliseconds. */
export function createAnswerLimit(now: () => number, most = MOST_AN_HOUR): AnswerLimit {
  const people = new Map<string, Turns>();
  const forgetOld = (since: number): void => {
    for (const [login, { taken }] of people) {
      if (taken.every(({ at }) => at <= since)) people.delete(login);
    }
  };
  return {
    take(login, what) {
      const time = now();
      forgetOld(time - HOUR_MS);
      const name = login.toLowerCase();
      const turns = people.get(name) ?? { taken: [], refusedAt: null };
      people.set(name, turns);
      turns.taken = turns.taken.filter(({ at }) => at > time - HOUR_MS);
      if (turns.taken.some((turn) => turn.what === what)) return { ok: true };
      const [oldest] = turns.taken;
      if (turns.taken.length < most || oldest === undefined) {
        turns.taken.push({ what, at: time });
        return { ok: true };
      }
      const told = turns.refusedAt !== null && turns.refusedAt > time - HOUR_MS;
      if (!told) turns.refusedAt = time;
      return { ok: false, minutes: Math.ceil((oldest.at + HOUR_MS - time) / 60_000), told };
    },
  };
}
