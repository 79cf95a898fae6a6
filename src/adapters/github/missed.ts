import type { Octokit } from '@octokit/rest';
import type { FailedDelivery, Missed } from '../../ports/missed.ts';
import { CHECK_NAME } from './checks.ts';
import { createRequests, type GitHubOptions } from './requests.ts';

/** More pages than this are left to the next time. */
const MOST_PAGES = 50;
const PAGE = 100;

type Client = Pick<Octokit, 'rest' | 'graphql' | 'auth'>;

/** GitHub's own list of what happened: `app` acts as the App, `installed` as an installation. */
export function createMissed(
  app: Client,
  installed: (installation: number) => Promise<Client>,
  slug: string,
  options: GitHubOptions,
): Missed {
  const asApp = createRequests(app, options);
  const as = async (installation: number) => {
    const client = await installed(installation);
    return { client, requests: createRequests(client, options) };
  };
  return {
    async failedDeliveries(since) {
      const found: FailedDelivery[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const at = cursor;
        const { data, headers } = await asApp.repeat((request) =>
          app.rest.apps.listWebhookDeliveries({
            per_page: PAGE,
            status: 'failure',
            ...(at === undefined ? {} : { cursor: at }),
            request,
          }),
        );
        const recent = data.filter((one) => Date.parse(one.delivered_at) >= since.getTime());
        found.push(...recent.map(({ id, guid, event }) => ({ id, guid, event })));
        cursor = nextCursor(headers.link);
        if (cursor === undefined || recent.length < data.length) break;
      }
      return found.reverse();
    },
    async redeliver({ id }) {
      await asApp.write((request) =>
        app.rest.apps.redeliverWebhookDelivery({ delivery_id: id, request }),
      );
    },
    installations: () =>
      allPages(async (page) => {
        const { data } = await asApp.repeat((request) =>
          app.rest.apps.listInstallations({ per_page: PAGE, page, request }),
        );
        return data.map((one) => ({ id: one.id, installedAt: new Date(one.created_at) }));
      }),
    async repositories(installation) {
      const { client, requests } = await as(installation);
      const all = await allPages(async (page) => {
        const { data } = await requests.repeat((request) =>
          client.rest.apps.listReposAccessibleToInstallation({ per_page: PAGE, page, request }),
        );
        return data.repositories;
      });
      return all
        .filter(({ archived }) => !archived)
        .map(({ owner, name }) => ({ owner: owner.login, repo: name }));
    },
    async openPulls(installation, { owner, repo }, since) {
      const { client, requests } = await as(installation);
      const all = await allPages(
        async (page) => {
          const { data } = await requests.repeat((request) =>
            client.rest.pulls.list({
              owner,
              repo,
              state: 'open',
              sort: 'updated',
              direction: 'desc',
              per_page: PAGE,
              page,
              request,
            }),
          );
          return data;
        },
        (pull) => Date.parse(pull.updated_at) >= since.getTime(),
      );
      return all.map(({ number, head, created_at }) => ({
        pull: { installation, owner, repo, number },
        head: head.sha,
        createdAt: new Date(created_at),
      }));
    },
    async isChecked({ installation, owner, repo }, head) {
      const { client, requests } = await as(installation);
      const { data } = await requests.repeat((request) =>
        client.rest.checks.listForRef({ owner, repo, ref: head, check_name: CHECK_NAME, request }),
      );
      return data.check_runs.some(
        (run) =>
          run.app?.slug === slug && run.status === 'completed' && run.conclusion !== 'cancelled',
      );
    },
  };
}

function nextCursor(link: string | undefined): string | undefined {
  const next = /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1];
  return next === undefined ? undefined : (new URL(next).searchParams.get('cursor') ?? undefined);
}

/** All entries up to the first that is not wanted. */
async function allPages<T>(
  read: (page: number) => Promise<T[]>,
  isWanted: (entry: T) => boolean = () => true,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const entries = await read(page);
    const wanted = entries.filter(isWanted);
    all.push(...wanted);
    if (entries.length < PAGE || wanted.length < entries.length) break;
  }
  return all;
}
