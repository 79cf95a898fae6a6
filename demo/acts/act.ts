import type { DemoRepository } from '../repository.ts';

/** What the acts share. */
export interface Setting {
  /** Of the demo alone; it is removed at the end, whatever happens. */
  folder: string;
  repository: DemoRepository;
  /** Whether there is no key, so that the answers come from `demo/scripted-findings.ts`. */
  scripted: boolean;
  /** Aborted when the demo is to stop. */
  signal: AbortSignal;
}

/** A part of the demo. It takes back all that it starts, also when it throws. */
export type Act = (setting: Setting) => Promise<void>;
