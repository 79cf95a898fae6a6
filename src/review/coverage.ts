import type { FileCoverage, Shortfall } from '../core/finding/review-result.ts';
import type { FindReport } from './find-all.ts';
import type { ReviewInput } from './review-input.ts';

/** What became of each file under review. One shown in several parts is partly done when one failed. */
export function coverageOf(input: ReviewInput, reports: FindReport[]): FileCoverage[] {
  return selectedPaths(input).map((path): FileCoverage => {
    const parts = reports.filter(({ assignment }) =>
      assignment.group.files.some((file) => file.path === path),
    );
    const failed = parts.flatMap(({ shortfall }) => shortfall ?? []);
    if (failed.length === 0) {
      return { path, status: 'reviewed', reason: input.selections.get(path)?.reason ?? '' };
    }
    const status = failed.length === parts.length ? 'failed' : 'partly';
    return { path, status, reason: failed[0]!.why };
  });
}

/** Coverage and shortfall when nothing could be asked at all. */
export function nothingAsked(
  input: ReviewInput,
  why: string,
): { coverage: FileCoverage[]; incomplete: Shortfall[] } {
  const paths = selectedPaths(input);
  return {
    coverage: [
      ...paths.map((path): FileCoverage => ({ path, status: 'failed', reason: why })),
      ...leftOut(input),
    ],
    incomplete: [{ what: nameFiles(paths), why }],
  };
}

/** The changed files that are not reviewed, each with its reason. */
export function leftOut(input: ReviewInput): FileCoverage[] {
  return input.change.files.flatMap(({ path }): FileCoverage[] => {
    const selection = input.selections.get(path);
    if (selection?.selected === true) return [];
    return [{ path, status: 'skipped', reason: selection?.reason ?? 'not looked at' }];
  });
}

export function selectedPaths(input: ReviewInput): string[] {
  return input.change.files.flatMap(({ path }) =>
    input.selections.get(path)?.selected === true ? [path] : [],
  );
}

/** Files in few words: the only one's path, or how many and which is the first. */
export function nameFiles(paths: string[]): string {
  return paths.length === 1 ? paths[0]! : `${paths.length} files, ${paths[0]} first`;
}
