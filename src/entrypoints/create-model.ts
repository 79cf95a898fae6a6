import { resolve } from 'node:path';
import { createAnthropicModel } from '../adapters/anthropic/model.ts';
import { offlineModel } from '../adapters/anthropic/offline.ts';
import {
  anthropicOptionsFromEnvironment,
  baseUrlFromEnvironment,
} from '../adapters/anthropic/options.ts';
import { priceTable } from '../adapters/anthropic/prices.ts';
import { recordModel } from '../adapters/recording/record.ts';
import { replayModel } from '../adapters/recording/replay.ts';
import { UserError } from '../core/errors.ts';
import { defaultOperator, type Operator } from '../core/operator/operator.ts';
import type { Model } from '../ports/model.ts';
import { allowedModels } from '../review/allowed-models.ts';
import type { CliIo } from './io.ts';

export interface LocalModel {
  model: Model;
  /** Whether tokens can be counted exactly: a key is at hand, or the count was recorded. */
  canCount: boolean;
}

/** What decides where answers come from. */
export interface ModelOptions {
  record?: string;
  replay?: string;
  estimate?: true;
  /** The model that the person named: refused when there is no such one. */
  model?: string;
  /** False when nothing will be asked, so that no key is missed. */
  needed: boolean;
  /** Whose prices and allowed models hold; without it the built-in ones. */
  operator?: Operator;
}

/**
 * The model for a command: Claude, with its exchanges kept when asked for, or a folder of
 * recordings. Without a key an estimate still works, with a rough count.
 */
export function createModel(
  io: CliIo,
  options: ModelOptions,
  log: (line: string) => void,
): LocalModel {
  const operator = options.operator ?? defaultOperator();
  const { prices } = operator;
  if (options.record !== undefined && options.replay !== undefined) {
    throw new UserError('--record and --replay exclude each other');
  }
  if (options.replay !== undefined) {
    return {
      model: replayModel(resolve(io.cwd, options.replay), priceTable(prices)),
      canCount: false,
    };
  }
  const hasKey = Boolean(io.env['ANTHROPIC_API_KEY'] || io.env['ANTHROPIC_AUTH_TOKEN']);
  const named = { prices, ...(options.model === undefined ? {} : { chosen: options.model }) };
  if (!options.needed || (!hasKey && options.estimate === true)) {
    const baseURL = baseUrlFromEnvironment(io.env);
    const offline = offlineModel({ ...named, ...(baseURL === undefined ? {} : { baseURL }) });
    return { model: allowedModels(offline, operator), canCount: false };
  }
  const claude = createAnthropicModel({
    ...anthropicOptionsFromEnvironment(io.env),
    ...named,
    log,
  });
  const model = allowedModels(claude, operator);
  if (options.record === undefined) return { model, canCount: true };
  return { model: recordModel(model, resolve(io.cwd, options.record)), canCount: true };
}
