import type { CheckConclusion, CheckReport, Publisher } from '../../ports/publisher.ts';
import type { PullRef } from '../../ports/pull-requests.ts';
import type { GitHubClient, Identity } from './client.ts';
import { cutText } from '../../core/render/cut-text.ts';
import type { Requests, SendOptions } from './requests.ts';

export const CHECK_NAME = 'Backline';
const MOST_TITLE = 255;
/** GitHub says characters; bytes keep within it however it counts. */
const MOST_SUMMARY = 65_535;

type Checks = Pick<Publisher, 'startCheck' | 'updateCheck' | 'concludeCheck'>;

/** Check runs of a head. `details_url` is left out, so that GitHub shows its own page. */
export function createChecks(client: GitHubClient, requests: Requests, identity: Identity): Checks {
  const update = async (
    { owner, repo }: Pick<PullRef, 'owner' | 'repo'>,
    id: number,
    to: { status: 'in_progress' | 'completed'; conclusion?: CheckConclusion; output: CheckReport },
  ): Promise<void> => {
    await requests.repeat((request) =>
      client.rest.checks.update({ owner, repo, check_run_id: id, ...to, request }),
    );
  };
  return {
    async startCheck({ owner, repo }, head, report, status, externalId, resume) {
      const create = async (request: SendOptions): Promise<number> => {
        const { data } = await client.rest.checks.create({
          owner,
          repo,
          name: CHECK_NAME,
          head_sha: head,
          status,
          output: toOutput(report),
          ...(externalId !== undefined && { external_id: externalId }),
          request,
        });
        return data.id;
      };
      const look = async () => {
        const { data } = await requests.repeat((request) =>
          client.rest.checks.listForRef({
            owner,
            repo,
            ref: head,
            check_name: CHECK_NAME,
            filter: 'latest',
            request,
          }),
        );
        const ours = data.check_runs.filter(
          (run) =>
            run.app?.slug === identity.graphql && (run.external_id ?? '') === (externalId ?? ''),
        );
        const open = ours.find((run) => run.status === status);
        if (open !== undefined || resume !== 'ended') return open?.id ?? null;
        // Any other conclusion may be that of a try that was broken off, or that failed.
        const [last] = ours;
        const hasEnded = last?.conclusion === 'success' || last?.conclusion === 'failure';
        return hasEnded ? last.id : null;
      };
      return (resume === undefined ? null : await look()) ?? requests.once(create, look);
    },
    updateCheck: (ref, id, report) =>
      update(ref, id, { status: 'in_progress', output: toOutput(report) }),
    concludeCheck: (ref, id, conclusion, report) =>
      update(ref, id, { status: 'completed', conclusion, output: toOutput(report) }),
  };
}

function toOutput({ title, summary }: CheckReport): CheckReport {
  const flat = title.replace(/\s+/g, ' ').trim();
  return {
    title: flat.length > MOST_TITLE ? `${flat.slice(0, MOST_TITLE - 1).toWellFormed()}…` : flat,
    summary: cutText(summary, MOST_SUMMARY),
  };
}
