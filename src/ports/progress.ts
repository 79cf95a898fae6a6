/** The steps of the work, in the order in which they come; not every command has all. */
export type Phase =
  | 'gather'
  | 'prepare'
  | 'select'
  | 'estimate'
  | 'find'
  | 'anchor'
  | 'verify'
  | 'plan'
  | 'publish'
  | 'answer';

/**
 * What somebody who waits may want to know.
 * - phase: a step begins; `detail` says on what (`12 files`)
 * - model: characters of the answer that streams in right now, thinking included; a new answer starts over
 * - tool: something is done for the model; `detail` says what (`reading src/a.ts`)
 * - notice: a line worth keeping, a retry say
 * - done: nothing more comes, because all is done or because it was interrupted; may come twice
 */
export type ProgressEvent =
  | { kind: 'phase'; phase: Phase; detail?: string }
  | { kind: 'model'; characters: number }
  | { kind: 'tool'; detail: string }
  | { kind: 'notice'; text: string }
  | { kind: 'done' };

/** Is told what goes on. Never throws, never waits. */
export type Progress = (event: ProgressEvent) => void;
