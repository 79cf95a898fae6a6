/**
 * Kills, floods and starves the App: `npm run drill`, with `--scale 0.1` for a short one, `--seed N`
 * to repeat one, and parts of names to play some acts alone. Ends with 1 when anything is wrong.
 */
import { parseArgs } from 'node:util';
import { randomNumbers } from '../bench/generate.ts';
import { findPostgres, startPostgres } from '../test/support/postgres.ts';
import { ACTS, type Stage } from './acts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    engine: { type: 'string' },
  },
});
const programs = findPostgres();
if (programs === null) process.stderr.write('Postgres is not installed: its acts are left out.\n');
let faultCount = 0;
for (const engine of ['embedded', 'postgres'] as const) {
  if (values.engine !== undefined && values.engine !== engine) continue;
  if (engine === 'postgres' && programs === null) continue;
  for (const { name, only, play } of ACTS) {
    if (only !== undefined && only !== engine) continue;
    if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) continue;
    const postgres = engine === 'postgres' ? await startPostgres(programs!) : null;
    const random = randomNumbers(Number(values.seed));
    const stage: Stage = { engine, postgres, random, scale: Number(values.scale) };
    const started = performance.now();
    const { played, faults } = await play(stage);
    await postgres?.stop();
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    faultCount += faults.length;
    process.stdout.write(`${engine}: ${name}: ${played}: ${faults.length} faults (${seconds} s)\n`);
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  }
}
process.exitCode = faultCount === 0 ? 0 : 1;
