import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../../src/adapters/telemetry/metric-list.ts';

const KINDS = { gauge: GAUGES, counter: COUNTERS, histogram: HISTOGRAMS };

/** `name | kind | labels | help` of each metric. */
const LISTED = Object.entries(KINDS).flatMap(([kind, list]) =>
  Object.values(list).map(({ name, labelNames, help }) => {
    const labels = labelNames.map((label: string) => `\`${label}\``).join(', ');
    return [`\`${name}\``, kind, labels, help].join(' | ');
  }),
);

it('is what the docs list', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/metrics.md'), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `backline_'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    );
  expect(rows).toEqual(LISTED);
});

it('follows the conventions of Prometheus for names', () => {
  for (const { name } of Object.values(COUNTERS)) expect(name).toMatch(/^backline_[a-z_]+_total$/);
  for (const { name } of Object.values(HISTOGRAMS))
    expect(name).toMatch(/^backline_[a-z_]+_seconds$/);
  for (const { name } of Object.values(GAUGES)) expect(name).not.toMatch(/_total$/);
});
