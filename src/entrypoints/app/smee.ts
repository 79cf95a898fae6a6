import { UserError } from '../../core/errors.ts';

/** Probot uses it when it is there. */
const SMEE_CLIENT: string = 'smee-client';

/** Whether the package that relays webhooks from smee.io is installed; it is optional. */
export function hasSmeeClient(): boolean {
  try {
    import.meta.resolve(SMEE_CLIENT);
    return true;
  } catch {
    return false;
  }
}

/** Throws a UserError when webhooks are to come through a relay that nothing can talk to. */
export function requireSmeeClient(webhookProxy: string | undefined): void {
  if (webhookProxy === undefined || hasSmeeClient()) return;
  throw new UserError(
    'WEBHOOK_PROXY_URL is set but smee-client is not installed: npm install smee-client, or unset it and use a tunnel',
  );
}
