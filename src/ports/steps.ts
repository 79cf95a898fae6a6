/** Begins the key of what a job started from: a job that a person has retried starts anew. */
export const STARTED_FROM = 'ledger ';

/**
 * Finished steps of one job: what the model answered is kept until the job has ended well, so that
 * a job that is taken up again after a crash does not pay for it twice. Values are JSON.
 */
export interface Steps {
  /** Undefined when the step has not been finished. */
  get(key: string): Promise<unknown>;
  /** Keeps the value; the first one of a key stays. */
  put(key: string, value: unknown): Promise<void>;
}
