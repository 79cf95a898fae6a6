/** Loaded in front of a measured program: writes what it used when it ends. */
import { writeFileSync } from 'node:fs';

const file = process.env['BENCH_USAGE_FILE'];
process.once('exit', () => {
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
  writeFileSync(file, JSON.stringify(usage));
});
