/**
 * Agents of ours that Backline calls by itself, and what for. They answer another question than a
 * review does, so that nobody can name one as the reviewer; a repository's agent may have the name.
 */
export const AGENT_ROLES: ReadonlyMap<string, string> = new Map([
  ['finding-verifier', 'verifier'],
  ['eval-judge', 'judge'],
]);
