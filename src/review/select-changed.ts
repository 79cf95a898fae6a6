import picomatch from 'picomatch';
import type { ChangedFile } from '../core/diff/model.ts';
import {
  selectFiles,
  type Candidate,
  type Selection,
  type SelectionSettings,
} from '../core/selection/select.ts';
import type { Snapshot } from '../ports/repository.ts';

/** What selection reads of a file's text; generated-file headers and imports stand at the top. */
const MOST_BYTES = 64 * 1024;
/** Files whose text is asked for together, so that nobody waits for each of them alone. */
const READ_AT_ONCE = 32;

export interface SelectionSources {
  /** A blob by its id; null when there are no objects. */
  blob: ((oid: string) => Promise<Uint8Array>) | null;
  /** Where .gitattributes is trusted: the base of a pull request, else the head. */
  attributes: Snapshot | null;
}

/** Which of the changed files are reviewed, and why, by place, content and .gitattributes. */
export async function selectChanged(
  files: ChangedFile[],
  sources: SelectionSources,
  settings: SelectionSettings,
): Promise<Map<string, Selection>> {
  const attributes =
    (await sources.attributes?.attributes(
      files.map(({ path }) => path),
      ['linguist-generated', 'linguist-vendored'],
    )) ?? new Map<string, Record<string, string>>();
  const texts: (string | null)[] = [];
  for (let at = 0; at < files.length; at += READ_AT_ONCE) {
    const some = files.slice(at, at + READ_AT_ONCE);
    texts.push(...(await Promise.all(some.map((file) => textOf(file, sources.blob)))));
  }
  const candidates = files.map((file, index): Candidate => {
    const named = attributes.get(file.path);
    return {
      path: file.path,
      ...(file.previousPath === undefined ? {} : { previousPath: file.previousPath }),
      status: file.status,
      mode: file.status === 'deleted' ? file.oldMode : file.newMode,
      binary: file.binary,
      text: texts[index] ?? null,
      ...flag('generated', named?.['linguist-generated']),
      ...flag('vendored', named?.['linguist-vendored']),
    };
  });
  return selectFiles(candidates, settings);
}

/** Of the selected files only those that the globs match; without globs all of them. */
export function onlyFiles(
  selections: ReadonlyMap<string, Selection>,
  globs: readonly string[],
): ReadonlyMap<string, Selection> {
  if (globs.length === 0) return selections;
  const matches = picomatch([...globs], { dot: true });
  return new Map(
    [...selections].map(([path, selection]) => [
      path,
      matches(path) ? selection : { selected: false, reason: 'not among the files asked for' },
    ]),
  );
}

/** An attribute that is set or unset; one that nobody gave says nothing. */
function flag<K extends string>(name: K, value: string | undefined): { [P in K]?: boolean } {
  if (value === 'set' || value === 'true') return { [name]: true } as { [P in K]?: boolean };
  if (value === 'unset' || value === 'false') return { [name]: false } as { [P in K]?: boolean };
  return {};
}

/** The new text (the old one of a deleted file), or the rows of the patch where that is all there is. */
async function textOf(file: ChangedFile, blob: SelectionSources['blob']): Promise<string | null> {
  if (file.binary) return null;
  const deleted = file.status === 'deleted';
  const oid = deleted ? file.oldBlob : file.newBlob;
  const isFile = (deleted ? file.oldMode : file.newMode).startsWith('100');
  if (blob !== null && oid !== null && isFile) {
    return new TextDecoder().decode((await blob(oid)).subarray(0, MOST_BYTES));
  }
  const rows = file.hunks.flatMap(({ lines }) =>
    lines.filter(({ kind }) => kind !== (deleted ? 'add' : 'del')),
  );
  return rows.length === 0 ? null : rows.map(({ text }) => text).join('\n');
}
