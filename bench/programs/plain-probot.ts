/** Webhooks as a Probot App takes them that keeps nothing: the handler returns at once. */
import pino from 'pino';
import { requirePort } from '../../src/entrypoints/app/port.ts';
import { Probot, Server } from 'probot';

const log = pino({ level: 'silent' });
const { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } = process.env;
const server = new Server({
  host: '127.0.0.1',
  // Probot takes 0 for 3000.
  port: await requirePort('127.0.0.1', 0),
  webhookPath: '/api/github/webhooks',
  enableStaticFiles: false,
  log,
  Probot: Probot.defaults({
    log,
    appId: Number(APP_ID),
    privateKey: PRIVATE_KEY!,
    secret: WEBHOOK_SECRET!,
  }),
});
await server.load((app) => {
  app.on('pull_request', () => undefined);
});
await server.start();
process.stderr.write(
  `plain: takes webhooks at http://127.0.0.1:${server.port}/api/github/webhooks\n`,
);
process.once('SIGTERM', () => process.exit(0));
