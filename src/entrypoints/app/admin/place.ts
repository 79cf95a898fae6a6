import type { Job } from '../../../ports/queue.ts';
import { html, type Html } from './html.ts';

/** The pull request as a link; `web` is where its page is. */
export function pullLink(web: string, repository: string, pull: number): Html {
  const path = repository.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return html`<a href="${web}/${path}/pull/${pull}" rel="noreferrer">${repository}#${pull}</a>`;
}

/** What a job is about. */
export function placeOf(job: Job, web: string): Html {
  if (job.kind === 'merge_group') {
    return html`${job.owner}/${job.repo} <code>${job.head.slice(0, 7)}</code>`;
  }
  const { owner, repo, number } = job.pull;
  return pullLink(web, `${owner}/${repo}`, number);
}

/** What is to be done, and why. */
export function describeJob(job: Job): string {
  switch (job.kind) {
    case 'merge_group':
      return 'merge queue';
    case 'command':
      return `comment of ${job.comment.author}`;
    case 'review':
      return job.cause.kind === 'command'
        ? `review for ${job.cause.comment.author}`
        : `review: ${job.cause.kind.replaceAll('_', ' ')}`;
  }
}
