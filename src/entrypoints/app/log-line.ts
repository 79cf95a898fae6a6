import { visible } from '../../core/render/visible.ts';

const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** One of pino's JSON lines as a person reads it: time, level, message, `name=value` …, the stack. */
export function lineForPeople(json: string): string {
  const { time, level, msg, err, name: _name, req: _req, res: _res, ...fields } = read(json);
  if (typeof level !== 'number') return json;
  const at = typeof time === 'number' ? new Date(time).toTimeString().slice(0, 8) : '';
  const said = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const words = [at, LEVELS[level], msg, ...said].filter(
    (word) => typeof word === 'string' && word !== '',
  );
  const stack = isObject(err) ? String(err['stack'] ?? err['message']).split('\n') : [];
  return [words.join(' '), ...stack].map((line) => `${visible(line)}\n`).join('');
}

/** Empty when a masked credential has broken the JSON. */
function read(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
