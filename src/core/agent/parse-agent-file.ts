import { EFFORTS } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { YamlProblem, type YamlMapping } from '../yaml/mapping.ts';
import type { AgentDefinition } from './definition.ts';
import { isKnownKey, splitList } from './fields.ts';
import { readStrict, splitAgentFile } from './front-matter.ts';
import { recoverFrontMatter } from './recover.ts';

/**
 * Reads an agent file (Claude Code subagent format): front matter between `---` lines, then the
 * system prompt. Strict YAML is taken as it is; what strict YAML refuses is recovered line by
 * line, and the definition says so. Nothing in the file is ever evaluated.
 *
 * `name` is what messages call the file, its path usually. Throws a UserError when there is no
 * front matter, when it is not closed, names a language, is too large or not UTF-8, or when `name`
 * or `description` is missing or not text.
 */
export function parseAgentFile(
  source: string | Uint8Array,
  name = 'the agent file',
): AgentDefinition {
  const { frontMatter, body } = splitAgentFile(source, name);
  const { data, repairs } = read(frontMatter);
  const warnings = [...repairs];
  const definition: AgentDefinition = {
    name: requiredText(data, 'name', name),
    description: requiredText(data, 'description', name),
    ...optionalFields(data, warnings),
    body,
    repaired: repairs.length > 0,
    warnings,
  };
  const unknown = [...data.keys()].filter((key) => !isKnownKey(key)).map(shown);
  if (unknown.length > 0) {
    warnings.push(
      `${unknown.length === 1 ? 'unknown key' : 'unknown keys'}, ignored: ${unknown.slice(0, 10).join(', ')}`,
    );
  }
  return definition;
}

function read(frontMatter: string): { data: YamlMapping; repairs: string[] } {
  try {
    return { data: readStrict(frontMatter), repairs: [] };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const { data, takenRaw, repeated } = recoverFrontMatter(frontMatter);
    const where = `line ${error.line}: ${firstLine(error.message)}`;
    const how =
      takenRaw.length > 0 ? `taken as plain text: ${takenRaw.join(', ')}` : 'read line by line';
    const twice = repeated.length > 0 ? `; the first one counts of: ${repeated.join(', ')}` : '';
    return { data, repairs: [`front matter is not strict YAML (${where}); ${how}${twice}`] };
  }
}

function requiredText(data: YamlMapping, key: string, label: string): string {
  const value = data.get(key);
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    throw new UserError(
      `${label}: "${key}" is missing from the front matter; add a line "${key}: …".`,
    );
  }
  if (typeof value !== 'string') {
    throw new UserError(
      `${label}: "${key}" has to be text, not ${kindOf(value)}; put it in quotes.`,
    );
  }
  return value;
}

type OptionalFields = Partial<
  Pick<AgentDefinition, 'model' | 'effort' | 'color' | 'tools' | 'disallowedTools' | 'maxTurns'>
>;

function optionalFields(data: YamlMapping, warnings: string[]): OptionalFields {
  const fields: OptionalFields = {};
  for (const key of ['model', 'effort', 'color'] as const) {
    const text = optionalText(data, key, warnings);
    if (text !== undefined) fields[key] = text;
  }
  if (fields.effort !== undefined && !EFFORTS.some((level) => level === fields.effort)) {
    warnings.push(`effort ${shown(fields.effort)} is none of ${EFFORTS.join(', ')}; left out`);
    delete fields.effort;
  }
  for (const key of ['tools', 'disallowedTools'] as const) {
    const list = optionalList(data, key, warnings);
    if (list !== undefined) fields[key] = list;
  }
  const turns = optionalCount(data, 'maxTurns', warnings);
  if (turns !== undefined) fields.maxTurns = turns;
  return fields;
}

function optionalText(data: YamlMapping, key: string, warnings: string[]): string | undefined {
  const value = data.get(key) ?? undefined;
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  warnings.push(`${key} has to be text, not ${kindOf(value)}; left out`);
  return undefined;
}

function optionalList(data: YamlMapping, key: string, warnings: string[]): string[] | undefined {
  const value = data.get(key) ?? undefined;
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return splitList(value);
  if (!Array.isArray(value)) {
    warnings.push(`${key} has to be a list or text with commas, not ${kindOf(value)}; left out`);
    return undefined;
  }
  const texts = value.filter((item): item is string => typeof item === 'string');
  if (texts.length < value.length) warnings.push(`${key}: entries that are not text were left out`);
  return texts;
}

function optionalCount(data: YamlMapping, key: string, warnings: string[]): number | undefined {
  const value = data.get(key) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  warnings.push(`${key} has to be a whole number above 0; left out`);
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map) return 'a mapping';
  return `a ${typeof value}`;
}

function shown(key: unknown): string {
  return JSON.stringify(typeof key === 'string' ? key.slice(0, 60) : String(key));
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 160);
}
