import { mayWrite, type Permission } from '../core/conversation/who-may.ts';
import { declinedBy, replyReason } from '../core/memory/declines.ts';
import type { MemoryLine } from '../core/memory/memory-line.ts';
import { createMasks, maskSecrets } from '../core/secrets/masks.ts';
import type { OwnFinding, PullFeedback, Vote } from '../ports/feedback.ts';

/** What was turned down, and out of how much. */
export interface Learned {
  rejected: MemoryLine[];
  pulls: number;
  findings: number;
}

/** How, by whom and why somebody turned a finding down. */
interface Rejection {
  how: NonNullable<MemoryLine['origin']>['how'];
  by: string;
  reason: string;
}

/**
 * Gathers the findings that people turned down: dismissed them, answered that they won't be fixed,
 * or voted against them. Replies and votes count of those who may write to the repository and of the
 * pull request's author; what was fixed all the same was right. Newest pull request first.
 * @param permissionOf what a login may do in the repository; asked once for each
 * @param until the expiry date of what is learned, `YYYY-MM-DD`
 */
export async function gatherRejections(
  pulls: AsyncIterable<PullFeedback>,
  permissionOf: (login: string) => Promise<Permission>,
  until: string,
): Promise<Learned> {
  const learned: Learned = { rejected: [], pulls: 0, findings: 0 };
  const known = new Map<string, Promise<boolean>>();
  const mayWriteHere = (login: string): Promise<boolean> => {
    const key = login.toLowerCase();
    const asked = known.get(key) ?? permissionOf(login).then(mayWrite);
    known.set(key, asked);
    return asked;
  };
  const masks = createMasks();
  for await (const pull of pulls) {
    learned.pulls += 1;
    const author = pull.author?.login.toLowerCase();
    const counts = async (login: string): Promise<boolean> =>
      login.toLowerCase() === author || (await mayWriteHere(login));
    for (const finding of pull.findings) {
      learned.findings += 1;
      const rejection = await rejectionOf(finding, counts);
      if (rejection === null || finding.title === '') continue;
      const { how, by } = rejection;
      learned.rejected.push({
        where: finding.path,
        category: finding.category ?? 'any',
        title: finding.title,
        // The file is read by more people than the thread, and for longer.
        reason: maskSecrets(rejection.reason, masks, false).text,
        origin: { number: pull.ref.number, url: finding.url, by, how },
        until,
        off: false,
      });
    }
  }
  return learned;
}

async function rejectionOf(
  { state, dismissal, replies, votes }: OwnFinding,
  counts: (login: string) => Promise<boolean>,
): Promise<Rejection | null> {
  if (state === 'fixed') return null;
  const declines: { by: string; reason: string }[] = [];
  for (const { author, body } of declinedBy(replies)) {
    if (await counts(author)) declines.push({ by: author, reason: replyReason(body) });
  }
  const decline = declines[0];
  // Who may dismiss was looked at when it was done.
  if (dismissal !== null) {
    const reason = dismissal.reason.trim() || (decline?.reason ?? '');
    return { how: 'dismissed', by: dismissal.by, reason };
  }
  if (decline !== undefined) return { how: 'declined', ...decline };
  const voters: Vote[] = [];
  for (const vote of votes) if (await counts(vote.login)) voters.push(vote);
  const against = voters.filter(({ up }) => !up);
  // Where as many are for it, it is not turned down.
  if (against.length === 0 || against.length * 2 <= voters.length) return null;
  return { how: 'voted down', by: against[0]!.login, reason: '' };
}
