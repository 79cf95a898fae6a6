/**
 * Kills, floods and starves the App: `npm run drill`, with `--scale 0.1` for a short one, `--seed N`
 * to repeat one, `--engine embedded` or `postgres`, and parts of names to play some acts alone. Ends
 * with 1 when anything is wrong, with 2 when it is asked for what there is not.
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
const { engine: wanted } = values;
const scale = Number(values.scale);
const seed = Number(values.seed);
const unknown = positionals.filter((part) => !ACTS.some(({ name }) => name.includes(part)));
const wrong = [
  ...unknown.map(
    (part) => `no act's name holds "${part}": ${ACTS.map(({ name }) => name).join('; ')}`,
  ),
  ...(wanted === undefined || wanted === 'embedded' || wanted === 'postgres'
    ? []
    : ['--engine is embedded or postgres']),
  ...(scale > 0 && scale <= 1 ? [] : ['--scale is above 0 and at most 1']),
  ...(Number.isSafeInteger(seed) ? [] : ['--seed is a whole number']),
];
for (const line of wrong) process.stderr.write(`drill: ${line}\n`);
if (wrong.length > 0) process.exit(2);
const programs = findPostgres();
if (programs === null) process.stderr.write('Postgres is not installed: its acts are left out.\n');
let faultCount = 0;
for (const engine of ['embedded', 'postgres'] as const) {
  if (wanted !== undefined && wanted !== engine) continue;
  if (engine === 'postgres' && programs === null) continue;
  for (const { name, only, play } of ACTS) {
    if (only !== undefined && only !== engine) continue;
    if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) continue;
    const postgres = engine === 'postgres' ? await startPostgres(programs!) : null;
    const random = randomNumbers(seed);
    const stage: Stage = { engine, postgres, random, scale };
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
