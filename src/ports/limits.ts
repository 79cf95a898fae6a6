import type { AnswerTurn } from '../core/limit/answer-turns.ts';

/** Says whether a person may have the model asked once more. */
export interface AnswerLimit {
  /** @param what names the comment: one that is looked at again takes no second turn */
  take(login: string, what: string): Promise<AnswerTurn>;
}

export interface WriteSpacing {
  /**
   * Waits until this installation may create content again; those who wait come in turn. An aborted
   * signal gives the turn back and throws its reason.
   */
  take(installation: number, signal?: AbortSignal): Promise<void>;
}
