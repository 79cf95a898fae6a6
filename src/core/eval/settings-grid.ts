import type { Choosing, RankingWeights } from '../finding/rank.ts';
import type { Severity } from '../finding/finding.ts';

const THRESHOLDS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const CONFIDENCES = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9];
const FLOORS: Severity[] = ['low', 'medium', 'high'];
const CAPS = [2, 3, 5, 10];

type Rule = Pick<Choosing, 'weights' | 'threshold'>;

/**
 * Settings of the ranking to try on given answers, `current` first, then from small departures to
 * large ones: its threshold moved, each of its weights left out, would-post alone, confidence
 * alone, both together; each with floors of severity and caps on the number of comments. All can
 * be written into a configuration as they stand.
 */
export function settingsGrid(current: Choosing): Choosing[] {
  const rules = [
    { weights: current.weights, threshold: current.threshold },
    ...THRESHOLDS.map((threshold) => ({ weights: current.weights, threshold })),
    ...withoutOne(current.weights),
    ...byConfidence(),
  ];
  const floors = [current.severityFloor, ...FLOORS];
  const caps = [current.maxComments, ...CAPS];
  return caps.flatMap((maxComments) =>
    floors.flatMap((severityFloor) =>
      rules.map((rule) => ({ ...rule, severityFloor, maxComments })),
    ),
  );
}

function withoutOne(weights: RankingWeights): Rule[] {
  const names = Object.keys(weights) as (keyof RankingWeights)[];
  return names.flatMap((name) =>
    THRESHOLDS.map((threshold) => ({ weights: { ...weights, [name]: 0 }, threshold })),
  );
}

/** Confidence of at least c, with or without the finder's wish to post it, as weights. */
function byConfidence(): Rule[] {
  const none: RankingWeights = { wouldPost: 0, confidence: 0, verdict: 0, severity: 0 };
  return [
    { weights: { ...none, wouldPost: 1 }, threshold: 1 },
    ...CONFIDENCES.flatMap((confidence) => [
      // Without its wish a finding scores half its confidence at most, which is below every one of these.
      { weights: { ...none, wouldPost: 1, confidence: 1 }, threshold: (1 + confidence) / 2 },
      { weights: { ...none, confidence: 1 }, threshold: confidence },
    ]),
  ];
}
