/** Sizes at which GitHub cuts off, from its REST documentation; tests may shrink them. */
export interface Limits {
  /** Most files that listing a pull request's files returns. */
  listedFiles: number;
  /** Most files, lines and bytes of a diff asked for as one text. */
  diffFiles: number;
  diffLines: number;
  diffBytes: number;
  /** Beyond these a file has no `patch`. */
  patchLines: number;
  patchBytes: number;
  /** Most characters of a body. */
  body: number;
  /** Requests an hour for one token's owner. */
  requestsPerHour: number;
  /** New comments, reviews and the like a minute before the secondary limit answers. */
  contentPerMinute: number;
}

export const GITHUB_LIMITS: Limits = {
  listedFiles: 3000,
  diffFiles: 300,
  diffLines: 20_000,
  diffBytes: 1_000_000,
  patchLines: 20_000,
  patchBytes: 500_000,
  body: 65_536,
  requestsPerHour: 5000,
  contentPerMinute: Number.POSITIVE_INFINITY,
};
