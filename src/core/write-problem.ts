const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EEXIST: 'it is a file',
  EISDIR: 'it is a folder',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why a path can't be written, in a few words, from what the file system threw. */
export function writeProblem(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return String(error);
  return REASONS[code] ?? code;
}
