import type { ProbotOctokit } from 'probot';
import type { Check } from './check.ts';

/** Deliveries that are looked at, the newest ones. */
const DELIVERIES = 30;
const TIMEOUT_MS = 5000;

/** A difference beyond which GitHub starts to refuse the App's signed tokens; they are signed anew. */
const MOST_SKEW_SECONDS = 30;

/** This machine's clock against the `date` of an answer; nothing when there is none. */
export function clockChecks(date: string | undefined, now: number): Check[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [];
  const seconds = Math.round((now - theirs) / 1000);
  const name = 'clock';
  if (Math.abs(seconds) <= MOST_SKEW_SECONDS) {
    return [{ name, status: 'ok', says: `within ${MOST_SKEW_SECONDS} s of GitHub's` }];
  }
  const says = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} GitHub's`;
  const fix =
    "set it by NTP: GitHub refuses the App's tokens until they are signed anew for its time";
  return [{ name, status: 'warning', says, fix }];
}

/** Whether GitHub knows where to send webhooks, and whether the last ones arrived. */
export async function webhookChecks(octokit: InstanceType<typeof ProbotOctokit>): Promise<Check[]> {
  const { apps } = octokit.rest;
  const options = (): { request: object } => ({
    request: { retries: 0, signal: AbortSignal.timeout(TIMEOUT_MS) },
  });
  try {
    const [config, deliveries] = await Promise.all([
      apps.getWebhookConfigForApp(options()),
      apps.listWebhookDeliveries({ per_page: DELIVERIES, ...options() }),
    ]);
    return [
      urlCheck(config.data.url),
      secretCheck(config.data.secret),
      deliveriesCheck(deliveries.data),
    ];
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? String(error.status) : 'no answer';
    const says = `GitHub could not be asked about its deliveries (${status})`;
    return [{ name: 'webhook', status: 'warning', says, fix: 'try again' }];
  }
}

function urlCheck(url: string | undefined): Check {
  if (url) return { name: 'webhook', status: 'ok', says: withoutQuery(url) };
  return {
    name: 'webhook',
    status: 'warning',
    says: 'the App has no webhook URL, so GitHub sends it nothing',
    fix: "set it on the App's settings page to https://HOST/api/github/webhooks",
  };
}

/** GitHub shows stars in place of a secret, and nothing where there is none. */
function secretCheck(secret: string | undefined): Check {
  const name = 'webhook secret';
  if (secret) return { name, status: 'ok', says: 'GitHub signs what it sends' };
  return {
    name,
    status: 'warning',
    says: 'the App has none on GitHub, so that every delivery would be refused',
    fix: "set WEBHOOK_SECRET's on the App's settings page",
  };
}

/** What follows may be a secret of a proxy's. */
function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return 'set, but no URL';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

interface Delivery {
  delivered_at: string;
  event: string;
  status_code: number;
}

function deliveriesCheck(deliveries: readonly Delivery[]): Check {
  const name = 'deliveries';
  const failed = deliveries.filter(({ status_code: code }) => code < 200 || code > 299);
  const [last] = failed;
  if (last === undefined) {
    const says =
      deliveries.length === 0 ? 'none so far' : `the last ${deliveries.length} have all arrived`;
    return { name, status: 'ok', says };
  }
  const code = last.status_code === 0 ? 'no answer' : String(last.status_code);
  return {
    name,
    status: 'warning',
    says: `${failed.length} of the last ${deliveries.length} failed, the newest of them ${last.event} at ${last.delivered_at} (${code})`,
    fix: "check that the webhook URL reaches this server and that WEBHOOK_SECRET is the App's",
  };
}
