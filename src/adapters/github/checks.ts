import type { CheckReport, Publisher } from '../../ports/publisher.ts';
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
  return {
    async startCheck({ owner, repo }, head, report, status, externalId, resume = false) {
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
      const look = async (): Promise<number | null> => {
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
        // One that has ended was told so just before its process was lost.
        return (open ?? (resume ? ours[0] : undefined))?.id ?? null;
      };
      return (resume ? await look() : null) ?? requests.once(create, look);
    },
    async updateCheck({ owner, repo }, id, report) {
      await requests.repeat((request) =>
        client.rest.checks.update({
          owner,
          repo,
          check_run_id: id,
          status: 'in_progress',
          output: toOutput(report),
          request,
        }),
      );
    },
    async concludeCheck({ owner, repo }, id, conclusion, report) {
      await requests.repeat((request) =>
        client.rest.checks.update({
          owner,
          repo,
          check_run_id: id,
          status: 'completed',
          conclusion,
          output: toOutput(report),
          request,
        }),
      );
    },
  };
}

function toOutput({ title, summary }: CheckReport): CheckReport {
  const flat = title.replace(/\s+/g, ' ').trim();
  return {
    title: flat.length > MOST_TITLE ? `${flat.slice(0, MOST_TITLE - 1).toWellFormed()}…` : flat,
    summary: cutText(summary, MOST_SUMMARY),
  };
}
