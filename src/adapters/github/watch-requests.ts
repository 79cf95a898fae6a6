import type { RateLeft, Telemetry } from '../../ports/telemetry.ts';

/** What `watchRequests` uses of an Octokit. */
interface Hooked {
  hook: {
    after(name: 'request', tell: (response: unknown) => void): void;
    error(name: 'request', tell: (error: Error) => never): void;
  };
}

interface Response {
  status: number;
  headers?: Record<string, string | number | undefined>;
}

/** Measures every answer that a client of one installation gets, token requests included. */
export function watchRequests(client: Hooked, installation: number, telemetry: Telemetry): void {
  client.hook.after('request', (response) => {
    const { status, headers } = response as Response;
    telemetry({ kind: 'github', installation, status, rate: rateLeft(headers) });
  });
  client.hook.error('request', (error) => {
    const { response } = error as Error & { response?: Response };
    const status = response?.status ?? null;
    telemetry({ kind: 'github', installation, status, rate: rateLeft(response?.headers) });
    throw error;
  });
}

/** Null where GitHub does not say: a server may have its limits off. */
function rateLeft(headers: Response['headers'] = {}): RateLeft | null {
  const remaining = Number.parseInt(String(headers['x-ratelimit-remaining']), 10);
  const resets = Number.parseInt(String(headers['x-ratelimit-reset']), 10);
  if (Number.isNaN(remaining) || Number.isNaN(resets)) return null;
  return { resource: String(headers['x-ratelimit-resource'] ?? 'core'), remaining, resets };
}
