/** A model of the stand-in, in the shape that `GET /v1/models` lists. */
export interface StandInModel {
  id: string;
  line: string | null;
  created_at: string;
  lifecycle: 'active' | 'deprecated' | 'retired';
  retires_at: string | null;
  max_input_tokens: number;
  max_tokens: number;
  /** Shortest prefix, in tokens, that the cache keeps. */
  minCachedPrefix: number;
  /** False for a model that answers adaptive thinking and effort with a 400. */
  adaptive: boolean;
  /** Whether prefill, a forced tool and sampling parameters are refused. */
  strict: boolean;
}

/** What holds for a model that the table doesn't name. */
const DEFAULT_MIN_CACHED_PREFIX = 1024;

/**
 * Ids from the types of `@anthropic-ai/sdk` 1.13. Minimum prefixes from the public documentation of
 * prompt caching as of 2026: 512 for Opus 5 and Fable 5, 4,096 for Haiku 4.5, 1,024 for Sonnet; no
 * number is published here for the 5.5 models, so they have the default. Dates of release are
 * the stand-in's own: only their order matters.
 */
export const MODELS: readonly StandInModel[] = [
  model('claude-opus-5-5', 'opus', '2026-09-01'),
  model('claude-sonnet-5-5', 'sonnet', '2026-09-02'),
  model('claude-haiku-5-5', 'haiku', '2026-09-03'),
  model('claude-fable-5-2', 'fable', '2026-08-01', { minCachedPrefix: 512 }),
  model('claude-opus-5', 'opus', '2026-03-01', { minCachedPrefix: 512 }),
  model('claude-sonnet-4-5-20250929', 'sonnet', '2025-09-29', {
    lifecycle: 'deprecated',
    retires_at: '2026-11-30T00:00:00Z',
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    adaptive: false,
    strict: false,
  }),
  model('claude-haiku-4-5-20251001', 'haiku', '2025-10-01', {
    minCachedPrefix: 4096,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    adaptive: false,
    strict: false,
  }),
  model('claude-3-opus-20240229', 'opus', '2024-02-29', {
    lifecycle: 'retired',
    retires_at: '2026-01-05T00:00:00Z',
    max_input_tokens: 200_000,
    max_tokens: 4096,
    adaptive: false,
    strict: false,
  }),
];

function model(
  id: string,
  line: string,
  day: string,
  over: Partial<StandInModel> = {},
): StandInModel {
  return {
    id,
    line,
    created_at: `${day}T00:00:00Z`,
    lifecycle: 'active',
    retires_at: null,
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
    minCachedPrefix: DEFAULT_MIN_CACHED_PREFIX,
    adaptive: true,
    strict: true,
    ...over,
  };
}

/** Finds a model by its id, or by the id without its date, as the API does. */
export function findModel(models: readonly StandInModel[], id: string): StandInModel | undefined {
  return models.find((known) => known.id === id || known.id.replace(/-\d{8}$/, '') === id);
}

/** A model as the API shows it. */
export function shownModel(known: StandInModel): Record<string, unknown> {
  const { minCachedPrefix: _min, adaptive, strict: _strict, ...shown } = known;
  const yes = { supported: true };
  const no = { supported: false };
  const adaptively = adaptive ? yes : no;
  return {
    type: 'model',
    ...shown,
    display_name: known.id,
    deprecated_at: known.lifecycle === 'active' ? null : '2026-01-01T00:00:00Z',
    capabilities: {
      batch: yes,
      citations: yes,
      code_execution: yes,
      context_management: {
        supported: true,
        clear_thinking_20251015: yes,
        clear_tool_uses_20250919: yes,
        compact_20260112: yes,
      },
      effort: {
        supported: adaptive,
        low: adaptively,
        medium: adaptively,
        high: adaptively,
        xhigh: adaptively,
        max: adaptively,
      },
      image_input: yes,
      pdf_input: yes,
      server_tools: { supported: true, code_execution: yes, web_search: yes },
      structured_outputs: yes,
      thinking: {
        supported: true,
        types: {
          adaptive: adaptively,
          between_tools: adaptively,
          disabled: yes,
          enabled: adaptive ? no : yes,
        },
      },
    },
  };
}
