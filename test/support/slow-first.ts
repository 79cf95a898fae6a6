import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait for long, as for a lease to end, and so leave the cores to others meanwhile. */
const SLOW = [
  'drills/app',
  'demo/demo',
  'entrypoints/app/serve-stop',
  'package',
  'entrypoints/app/review',
  'drills/store',
  'exact-line/on-github',
  'entrypoints/app/rounds',
  'entrypoints/app/rounds-people',
  'entrypoints/jobs',
].map((name) => `test/${name}.test.ts`);

/** Slow files first, so that none is left alone at the end; the others as Vitest would. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOW.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? SLOW.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
