import type { ModelInfo as ApiModel } from '@anthropic-ai/sdk/resources/models';
import type { Effort } from '../../ports/model.ts';
import type { Connection } from './client.ts';
import { CAUTIOUS_LIMITS, type KnownModel } from './known-models.ts';
import { EFFORTS, type ModelFeatures } from './request.ts';

/** A model as the API lists it. */
export interface ListedModel extends KnownModel {
  lifecycle: ApiModel['lifecycle'];
  /** ISO date of the planned end, when there is one. */
  retiresAt: string | null;
  createdAt: string;
  features: ModelFeatures;
}

/** Longest wait for the list or one entry of it: it must not hold up a review. */
const TIMEOUT_MS = 10_000;

/** All models that can be used (active and deprecated ones), the newest first. */
export async function listModels(
  { client }: Connection,
  signal: AbortSignal | undefined,
): Promise<ListedModel[]> {
  const models: ListedModel[] = [];
  const pages = client.models.list({ limit: 1000 }, requestOptions(signal));
  for await (const model of pages) models.push(listed(model));
  return models.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** One model by its id or one of the API's own aliases, retired ones included. */
export async function findModel(
  { client }: Connection,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ListedModel> {
  return listed(await client.models.retrieve(id, {}, requestOptions(signal)));
}

function requestOptions(signal: AbortSignal | undefined) {
  return { timeout: TIMEOUT_MS, maxRetries: 1, ...(signal && { signal }) };
}

// A gateway's list may hold an id alone, whatever the types say.
function listed(model: Partial<ApiModel> & { id: string }): ListedModel {
  return {
    id: model.id,
    line: model.line ?? null,
    contextTokens: model.max_input_tokens ?? CAUTIOUS_LIMITS.contextTokens,
    maxOutputTokens: model.max_tokens ?? CAUTIOUS_LIMITS.maxOutputTokens,
    lifecycle: model.lifecycle ?? 'active',
    retiresAt: model.retires_at ?? null,
    createdAt: model.created_at ?? '',
    features: features(model.capabilities),
  };
}

/** What is assumed of a model that says nothing about itself: what all current ones take. */
export const ALL_FEATURES: ModelFeatures = { adaptiveThinking: true, efforts: new Set(EFFORTS) };

function features(capabilities: ApiModel['capabilities'] | undefined): ModelFeatures {
  if (!capabilities) return ALL_FEATURES;
  const { thinking, effort } = capabilities;
  return {
    adaptiveThinking: thinking.types.adaptive.supported,
    efforts: new Set<Effort>(
      effort.supported ? EFFORTS.filter((level) => effort[level]?.supported) : [],
    ),
  };
}
