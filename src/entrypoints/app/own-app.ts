import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Probot } from 'probot';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { AppLog } from './services.ts';
import type { AppSettings } from './settings.ts';

const manifest = z.object({
  default_events: z.array(z.string()),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
});

/** What `app.yml` asks GitHub for. */
export function readManifest(): z.infer<typeof manifest> {
  return manifest.parse(parse(readFileSync(join(PACKAGE_ROOT, 'app.yml'), 'utf8')));
}

/**
 * Asks GitHub who the App is, which proves that key and id belong together, and logs what its
 * registration lacks of `app.yml`: GitHub never applies a changed manifest by itself.
 * Throws a UserError when GitHub does not know the App or can't be reached.
 */
export async function findOwnApp(
  probot: Probot,
  { appId }: AppSettings,
  baseUrl: string,
  log: AppLog,
): Promise<{ id: number; slug: string }> {
  const octokit = await probot.auth();
  const { data } = await octokit.rest.apps.getAuthenticated().catch((error: unknown) => {
    throw new UserError(explain(error, appId, baseUrl), { cause: error });
  });
  if (!data?.slug) throw new UserError(`${baseUrl} gives App ${appId} no name`);
  const wanted = readManifest();
  const granted: Record<string, string | undefined> = data.permissions;
  const events = wanted.default_events.filter((event) => !data.events.includes(event));
  const permissions = Object.entries(wanted.default_permissions)
    .filter(([name, level]) => granted[name] !== level && granted[name] !== 'write')
    .map(([name, level]) => `${name}: ${level}`);
  if (events.length > 0 || permissions.length > 0) {
    log.warn(
      { events, permissions },
      "the App's registration lacks events or permissions: add them on its settings page",
    );
  }
  return { id: data.id, slug: data.slug };
}

function explain(error: unknown, appId: number, baseUrl: string): string {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 401 || status === 404) {
    return `${baseUrl} does not accept the private key for APP_ID ${appId} (${status}): do they belong together?`;
  }
  const reason = typeof status === 'number' && status < 600 ? String(status) : 'no answer';
  return `${baseUrl} could not be asked about the App (${reason}): try again, or check GHE_HOST`;
}
