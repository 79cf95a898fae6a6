import { UserError } from '../../core/errors.ts';
import type { ModelInfo } from '../../ports/model.ts';
import type { ListedModel } from './catalogue.ts';
import { CAUTIOUS_LIMITS, DEFAULT_LINE, KNOWN_MODELS, type KnownModel } from './known-models.ts';

/** What can be asked about the models that exist. */
export interface Catalogue {
  /** The API's models, newest first, or why they can't be had. */
  list(): Promise<ListedModel[] | { unavailable: string }>;
  /** One model by id, retired ones included. Null when the API knows none. */
  find(id: string): Promise<ListedModel | null>;
}

/**
 * How far a name binds: something near may stand in for a wish, as an agent file or a configuration
 * has it; a person's choice is there or is refused; one at a gateway, which has names of its own,
 * is asked for as it is.
 */
export type Binding = 'wish' | 'choice' | 'gateway choice';

/** Names of an agent file that ask for nothing in particular. */
const NO_CHOICE = new Set(['', 'default', 'inherit']);

/**
 * Turns a name into a model that exists.
 *
 * - nothing: the newest model of the default line
 * - a line's name (`opus`, `Sonnet`, `opus[1m]`): the newest of that line, an active one first
 * - an id that the API has: that model, with a note when its end is planned
 * - a retired id: the newest model of its line
 * - an unknown id, or junk: the newest model of the line it names, else of the default line; for a
 *   choice a UserError, and at a gateway, if it is no Claude's, the name as it is
 *
 * When the API's list can't be had, a built-in table answers, and an id is taken as it is. The note
 * says so whenever what is used is not what was asked for.
 */
export async function resolveModel(
  name: string | undefined,
  catalogue: Catalogue,
  binding: Binding = 'wish',
): Promise<ModelInfo> {
  const wanted = (name ?? '').trim().replace(/\[1m\]$/i, '');
  const list = await catalogue.list();
  const offline = 'unavailable' in list;
  const models: readonly KnownModel[] = offline ? KNOWN_MODELS : list;
  const guessed = offline ? ` (${list.unavailable})` : '';

  const lower = wanted.toLowerCase();
  if (NO_CHOICE.has(lower)) {
    const taken = newest(DEFAULT_LINE, models);
    return info(taken, wanted ? `model "${wanted}" names none; using ${taken.id}${guessed}` : '');
  }
  if (lineNames(models).has(lower)) {
    const taken = newest(lower, models);
    return info(taken, offline ? `taking "${wanted}" as ${taken.id}${guessed}` : '');
  }

  const known = models.find((model) => model.id === wanted);
  if (known) return info(known, retirement(known));

  const isClaude = /^(?:\S+[/.])?claude-\S+$/.test(wanted);
  const mayBeTheirs = binding === 'gateway choice' && /^[^\s-]\S*$/.test(wanted);
  if (offline) {
    if (isClaude || mayBeTheirs) {
      return asItIs(wanted, `whether ${wanted} exists could not be checked${guessed}`);
    }
  } else if (!/\s/.test(wanted)) {
    const found = await catalogue.find(wanted);
    if (found && found.lifecycle !== 'retired') return info(found, retirement(found));
    if (found) {
      const taken = newest(found.line ?? DEFAULT_LINE, models);
      return info(taken, `${wanted} is retired; using ${taken.id}`);
    }
  }
  if (mayBeTheirs && !isClaude) {
    return asItIs(wanted, `the gateway's list has no ${wanted}; asking for it as it is`);
  }
  if (binding === 'choice' || (binding !== 'wish' && !isClaude)) throw noSuchModel(wanted);
  const taken = newest(lineIn(lower, models), models);
  return info(taken, `there is no model "${wanted}"; using ${taken.id}${guessed}`);
}

/** A model of which only the name is known. */
function asItIs(id: string, note: string): ModelInfo {
  return info({ id, line: null, ...CAUTIOUS_LIMITS }, note);
}

function noSuchModel(wanted: string): UserError {
  const lines = KNOWN_MODELS.flatMap(({ line }) => line ?? []);
  return new UserError(
    `there is no model ${JSON.stringify(wanted)}: name ${lines.join(', ')}, or an id such as ${KNOWN_MODELS[0]?.id}; other names are for a gateway, see ANTHROPIC_BASE_URL`,
  );
}

function lineNames(models: readonly KnownModel[]): Set<string> {
  return new Set([...models, ...KNOWN_MODELS].flatMap((model) => model.line ?? []));
}

/** The line that a text such as "Claude Sonnet 4.5" names. */
function lineIn(text: string, models: readonly KnownModel[]): string {
  return [...lineNames(models)].find((line) => text.includes(line)) ?? DEFAULT_LINE;
}

/**
 * The newest model of a line: a listed active one, a listed deprecated one, one whose id says so
 * (a gateway's list may give no line), the built-in one.
 */
function newest(line: string, models: readonly KnownModel[]): KnownModel {
  const ofLine = models.filter((model) => model.line === line);
  const found =
    ofLine.find((model) => !isListed(model) || model.lifecycle === 'active') ??
    ofLine[0] ??
    models.find((model) => KNOWN_MODELS.some((k) => k.line === line && model.id.includes(k.id))) ??
    KNOWN_MODELS.find((model) => model.line === line) ??
    KNOWN_MODELS.find((model) => model.line === DEFAULT_LINE);
  if (!found) throw new Error('The table of known models has no default.');
  return found;
}

function isListed(model: KnownModel): model is ListedModel {
  return 'lifecycle' in model;
}

function retirement(model: KnownModel): string {
  if (!isListed(model) || model.lifecycle !== 'deprecated') return '';
  const end = model.retiresAt ? ` and ends on ${model.retiresAt.slice(0, 10)}` : '';
  return `${model.id} is deprecated${end}`;
}

function info(model: KnownModel, note: string): ModelInfo {
  return {
    id: model.id,
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    ...(note && { note }),
  };
}
