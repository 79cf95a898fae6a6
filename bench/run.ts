/**
 * Measures the built program: `npm run bench`, or `npm run bench -- diff` for one part. Prints a
 * table for each part; a goal that is missed is no failure, a bench that crashes is.
 */
import { cpus, loadavg } from 'node:os';
import { benchAnchor } from './anchor.ts';
import { benchDiff } from './diff.ts';
import { benchFleet } from './fleet.ts';
import { benchLargeChange } from './large-change.ts';
import { benchPullRequest } from './pull-request.ts';
import { benchReview } from './review.ts';
import { benchStart } from './start.ts';
import { benchWebhooks } from './webhooks.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  start: benchStart,
  diff: benchDiff,
  anchor: benchAnchor,
  review: benchReview,
  'large-change': benchLargeChange,
  'pull-request': benchPullRequest,
  webhooks: benchWebhooks,
  fleet: benchFleet,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench ${unknown}: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}
const [processor] = cpus();
const [load = 0] = loadavg();
process.stdout.write(
  `Node ${process.version}, ${cpus().length} x ${processor?.model.trim() ?? 'unknown'}, ` +
    `load ${load.toFixed(1)} before the first bench\n`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
