/** Takes a repository's diff and holds every row against the blobs; selects and prints nothing. */
import { openRepository } from '../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../src/adapters/git/workspace.ts';

const [from = '', to = ''] = process.argv.slice(2);
const repository = await openRepository(await openWorkspace(process.cwd()));
try {
  const files = await repository.diff(from, to);
  const unverified = files.filter(({ verified }) => !verified).length;
  if (unverified > 0) throw new Error(`${unverified} files do not agree with their blobs`);
  process.stdout.write(`${files.length} files\n`);
} finally {
  await repository.close();
}
