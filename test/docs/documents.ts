import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A page for people, by its path from the root. */
export interface Page {
  path: string;
  text: string;
}

/** README, CHANGELOG and all of docs/. */
export async function readPages(): Promise<Page[]> {
  const docs = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  const paths = ['README.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)];
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })),
  );
}

/** The lines of all ```sh blocks, without their comments. */
export function shellLines({ text }: Page): string[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)]
    .flatMap(([, block]) => block!.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');
}
