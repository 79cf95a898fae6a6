import { clip, columns, padEnd } from '../../core/render/columns.ts';
import { oneLine } from '../../core/render/prose.ts';
import type { Job } from '../../ports/queue.ts';
import type { JobRecord, JobState } from '../../ports/store.ts';

interface ListOptions {
  /** In milliseconds. */
  now: number;
  /** Columns of the terminal. */
  width: number;
  /** What was asked for. */
  state: JobState | undefined;
  repository: string | undefined;
}

const SHORT_ID = 8;
const LISTED = 1000;

/** A line for each job, the error of its last try below it, and how many there are. */
export function jobsText(listed: readonly JobRecord[], options: ListOptions): string {
  const { now, width, state, repository } = options;
  if (listed.length === 0) {
    const of = repository === undefined ? '' : ` of ${oneLine(repository)}`;
    return `No ${state === undefined ? '' : `${state} `}jobs${of}.\n`;
  }
  const length = idLength(listed.map(({ id }) => id));
  const head = ['ID', 'STATE', 'CAME', 'JOB'];
  const rows = listed.map((record) => ({
    cells: [
      record.id.slice(0, length),
      stateWords(record, now),
      ago(record.createdAt, now),
      `${placeOf(record.job)} ${whatOf(record.job)}`,
    ],
    error: record.error,
  }));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => columns(cells[column]!))),
  );
  const line = (cells: readonly string[]): string =>
    `${clip(cells.map((cell, column) => padEnd(cell, widths[column]!)).join('  '), width).trimEnd()}\n`;
  const lines = rows.map(({ cells, error }) => {
    const why = error === null ? '' : `  ${clip(oneLine(error), Math.max(20, width - 2))}\n`;
    return `${line(cells)}${why}`;
  });
  return `${line(head)}${lines.join('')}\n${summary(listed)}\n`;
}

/** All that is known of a job, a line each. */
export function jobText(record: JobRecord, now: number): string {
  const { job, tries, error, startedAt, startAfter, createdAt } = record;
  const comment = commentOf(job);
  const lines: [string, string][] = [
    ['id', record.id],
    ['state', stateWords(record, now)],
    ['for', placeOf(job)],
    ['what', whatOf(job)],
    ...(comment === null ? [] : [['by', oneLine(comment.author)] satisfies [string, string]]),
    ['delivery', oneLine(record.delivery)],
    ['came', `${createdAt.toISOString()} (${ago(createdAt, now)})`],
    ...(startAfter.getTime() > now && record.state !== 'dead'
      ? [['starts', startAfter.toISOString()] satisfies [string, string]]
      : []),
    ['started', startedAt === null ? 'not yet' : startedAt.toISOString()],
    ['tries', String(tries)],
    ...(error === null ? [] : [['error', oneLine(error)] satisfies [string, string]]),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join('');
}

/** Jobs for programs. */
export function jobsJson(listed: readonly JobRecord[]): string {
  const jobs = listed.map(({ job, ...record }) => {
    const { owner, repo } = job.kind === 'merge_group' ? job : job.pull;
    const comment = commentOf(job);
    return {
      id: record.id,
      state: record.state,
      kind: job.kind,
      repository: `${owner}/${repo}`,
      pull: job.kind === 'merge_group' ? null : job.pull.number,
      cause: job.kind === 'review' ? job.cause.kind : null,
      comment: comment && { id: comment.id, author: comment.author, body: comment.body },
      delivery: record.delivery,
      createdAt: record.createdAt,
      startAfter: record.startAfter,
      startedAt: record.startedAt,
      tries: record.tries,
      error: record.error,
    };
  });
  return `${JSON.stringify({ schema: 'backline.jobs/1', jobs }, null, 2)}\n`;
}

/** As many characters as tell these ids from each other. */
function idLength(ids: readonly string[]): number {
  const sorted = [...ids].sort();
  const shared = sorted.slice(1).map((id, at) => {
    let place = 0;
    while (place < id.length && id[place] === sorted[at]![place]) place++;
    return place;
  });
  return Math.max(SHORT_ID, ...shared.map((place) => place + 1));
}

function commentOf(job: Job) {
  if (job.kind === 'command') return job.comment;
  return job.kind === 'review' && job.cause.kind === 'command' ? job.cause.comment : null;
}

function placeOf(job: Job): string {
  if (job.kind === 'merge_group') {
    return oneLine(`${job.owner}/${job.repo}@${job.head.slice(0, 7)}`);
  }
  return oneLine(`${job.pull.owner}/${job.pull.repo}#${job.pull.number}`);
}

function whatOf(job: Job): string {
  const comment = commentOf(job);
  if (comment !== null) return `comment: ${clip(oneLine(comment.body), 60)}`;
  if (job.kind !== 'review') return job.kind.replaceAll('_', ' ');
  return `review (${job.cause.kind.replaceAll('_', ' ')})`;
}

function stateWords({ state, tries, startAfter, startedAt }: JobRecord, now: number): string {
  const wait = startAfter.getTime() - now;
  const tried = tries === 1 ? 'after 1 try' : `after ${tries} tries`;
  switch (state) {
    case 'running':
      return startedAt === null ? 'running' : `running for ${span(now - startedAt.getTime())}`;
    case 'waiting':
      return wait > 0 ? `waiting, starts in ${span(wait)}` : 'waiting';
    case 'retrying':
      return wait > 0 ? `retrying in ${span(wait)}` : 'retrying';
    case 'dead':
      return `dead ${tried}`;
  }
}

function ago(date: Date, now: number): string {
  return `${span(now - date.getTime())} ago`;
}

/** The largest unit of which there are two, or seconds; clocks may differ a little. */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  for (const [name, length] of UNITS) {
    if (seconds >= 2 * length) return `${Math.floor(seconds / length)} ${name}`;
  }
  return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const;

function summary(listed: readonly JobRecord[]): string {
  const order: readonly JobState[] = ['running', 'waiting', 'retrying', 'dead'];
  const counts = order.flatMap((state) => {
    const count = listed.filter((job) => job.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const all = listed.length === 1 ? '1 job' : `${listed.length} jobs`;
  const rest = listed.length === LISTED ? ` There may be more: these are the first ${LISTED}.` : '';
  return `${all}: ${counts.join(', ')}.${rest}`;
}
