import type { JobCounts, JobRecord } from '../../../ports/store.ts';
import { age, duration } from './amounts.ts';
import { html, type Html } from './html.ts';
import { describeJob, placeOf } from './place.ts';
import { table, type Column } from './table.ts';

export interface ListedJobs {
  running: JobRecord[];
  /** Retrying ones too. */
  waiting: JobRecord[];
  dead: JobRecord[];
}

/** What runs, what waits and what was given up; `counts` are those of all, listed or not. */
export function jobSections(
  { running, waiting, dead }: ListedJobs,
  { states }: JobCounts,
  { web, now }: { web: string; now: Date },
): Html[] {
  const place: Column<JobRecord> = { title: 'Pull request', show: ({ job }) => placeOf(job, web) };
  const came: Column<JobRecord> = {
    title: 'Came',
    show: ({ createdAt }) => html`${age(createdAt, now)} ago`,
  };
  const started: Column<JobRecord> = {
    title: 'Running for',
    show: ({ startedAt, createdAt }) => html`${age(startedAt ?? createdAt, now)}`,
  };
  const starts: Column<JobRecord> = {
    title: 'Starts',
    show: ({ startAfter }) => {
      const seconds = (startAfter.getTime() - now.getTime()) / 1000;
      return html`${seconds > 0 ? `in ${duration(seconds)}` : 'when it is its turn'}`;
    },
  };
  const waits = states.waiting + states.retrying;
  return [
    section('Running', 'Nothing runs.', states.running, running, [place, WHAT, started, TRIES]),
    section('Waiting', 'Nothing waits.', waits, waiting, [place, WHAT, came, starts, TRIES, ERROR]),
    section('Dead letters', 'No job was given up.', states.dead, dead, [
      place,
      WHAT,
      came,
      TRIES,
      ERROR,
      RETRY,
    ]),
  ];
}

const WHAT: Column<JobRecord> = { title: 'Job', show: ({ job }) => html`${describeJob(job)}` };
const TRIES: Column<JobRecord> = {
  title: 'Tries',
  isNumber: true,
  show: ({ tries }) => html`${tries}`,
};
const ERROR: Column<JobRecord> = { title: 'Error', show: ({ error }) => html`${error ?? '–'}` };
const RETRY: Column<JobRecord> = {
  title: 'To have it tried again',
  show: ({ id }) => html`<code>backline jobs retry ${id}</code>`,
};

function section(
  name: string,
  none: string,
  count: number,
  rows: readonly JobRecord[],
  columns: readonly Column<JobRecord>[],
): Html {
  const id = name.toLowerCase().replace(' ', '-');
  // Counted a moment earlier than listed.
  const all = Math.max(count, rows.length);
  const left = all - rows.length;
  const more = html`<p class="more">${left} more: <code>backline jobs list</code></p>`;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    ${
      rows.length === 0
        ? html`<p class="none">${none}</p>`
        : table(all === 1 ? '1 job' : `${all} jobs`, columns, rows)
    }
    ${left > 0 ? more : ''}
  </section>`;
}
