import type { Telemetry } from '../../../ports/telemetry.ts';
import { packageVersion } from '../../package-root.ts';
import type { AppLog } from '../services.ts';
import { startAdmin, type AdminDeps, type AdminServer } from './server.ts';
import type { AdminSettings } from './settings.ts';

/** What is measured, and where people and Prometheus can see it. */
export interface Admin {
  telemetry: Telemetry;
  /** Listens from now on. Throws a UserError when it can't. */
  start(app: Pick<AdminDeps, 'slug' | 'web' | 'store'>): Promise<void>;
  close(): Promise<void>;
}

/** The admin listener; without settings nothing is measured and nothing listens. */
export async function openAdmin(settings: AdminSettings | null, log: AppLog): Promise<Admin> {
  if (settings === null) return OFF;
  const version = packageVersion();
  const { createMetrics } = await import('../../../adapters/telemetry/prometheus.ts');
  let store: AdminDeps['store'] | undefined;
  const metrics = createMetrics({
    version,
    countJobs: () => store?.countJobs() ?? Promise.reject(new Error('the store is not open')),
  });
  let server: AdminServer | undefined;
  return {
    telemetry: metrics.telemetry,
    async start(app) {
      ({ store } = app);
      server = await startAdmin(settings, { ...app, version, metrics, log });
      log.info({ url: server.url }, 'the admin page is open');
    },
    close: async () => server?.close(),
  };
}

const OFF: Admin = {
  telemetry: () => undefined,
  start: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
