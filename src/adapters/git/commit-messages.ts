import type { ObjectView } from './object-view.ts';

/** Most commits whose messages are read: the newest say best what a branch is for. */
const MOST_COMMITS = 50;

export interface CommitMessage {
  subject: string;
  body: string;
}

/** The messages of the commits that `head` has and `base` has not, oldest first, merges left out. */
export async function readCommitMessages(
  view: ObjectView,
  base: string | null,
  head: string,
): Promise<CommitMessage[]> {
  const range = base === null ? [head] : [head, `^${base}`];
  const { stdout } = await view.run([
    'log',
    '--no-merges',
    `--max-count=${MOST_COMMITS}`,
    '--format=%s%x00%b%x00',
    '--end-of-options',
    ...range,
  ]);
  const fields = stdout.toString('utf8').split('\0');
  const messages: CommitMessage[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    messages.push({ subject: fields[index]!.trim(), body: fields[index + 1]!.trim() });
  }
  return messages.reverse();
}
