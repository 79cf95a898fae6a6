/** Remembers the last `limit` names. */
export interface Seen {
  /** Gives false when the name is remembered already. */
  add(name: string): boolean;
}

export function createSeen(limit: number): Seen {
  // A Set keeps the order of insertion, so that the oldest comes first.
  const names = new Set<string>();
  return {
    add(name) {
      if (names.has(name)) return false;
      names.add(name);
      if (names.size > limit) {
        for (const oldest of names) {
          names.delete(oldest);
          break;
        }
      }
      return true;
    },
  };
}
