import { escapeAttribute } from './change-text.ts';
import { countRows, hiddenRows, type ShownFile } from './shown-file.ts';

/**
 * The files of a change in the order in which they follow, each with the rows that it adds and
 * deletes: the first thing that a reviewer wants to see.
 */
export function overviewText(files: readonly ShownFile[]): string {
  const counted = files.map(({ path, file }) => ({ path, file, ...countRows(file) }));
  const added = counted.reduce((sum, each) => sum + each.added, 0);
  const deleted = counted.reduce((sum, each) => sum + each.deleted, 0);
  const lines = counted.map((each) => {
    const { file } = each;
    const from =
      file.previousPath === undefined ? '' : `, was ${escapeAttribute(file.previousPath)}`;
    const rows = file.binary ? 'binary' : `+${each.added} -${each.deleted}`;
    return `${escapeAttribute(each.path)} (${file.status} ${rows}${from})`;
  });
  const heading = `${files.length} ${files.length === 1 ? 'file' : 'files'}, +${added} -${deleted}:`;
  return `<overview>\n${[heading, ...lines].join('\n')}\n</overview>\n`;
}

/** Files whose rows are not all shown, with how many are missing; empty when all are. */
export function shortenedFiles(files: readonly ShownFile[]): { path: string; rows: number }[] {
  return files.flatMap((shown) => {
    const rows = hiddenRows(shown);
    return rows === 0 ? [] : [{ path: shown.path, rows }];
  });
}
