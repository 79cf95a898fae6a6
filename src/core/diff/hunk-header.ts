/** The numbers and the section text of an `@@` line. Counts are in lines, starts are 1-based. */
export interface HunkHeader {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  section: string;
}

const HEADER = /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@/;

/** Reads an `@@ -1,2 +3,4 @@ section` line without its line feed; null when it is none. */
export function readHunkHeader(line: string): HunkHeader | null {
  const match = HEADER.exec(line);
  if (match === null) return null;
  const rest = line.slice(match[0].length);
  return {
    oldStart: Number(match[1]),
    oldLines: Number(match[2] ?? 1),
    newStart: Number(match[3]),
    newLines: Number(match[4] ?? 1),
    section: rest.startsWith(' ') ? rest.slice(1) : rest,
  };
}
