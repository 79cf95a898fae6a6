/** What stands in place of one of our own secrets. */
const REDACTED = '[redacted]';

/** Shorter values stand in ordinary text by chance. */
const SHORTEST = 8;

/** Tokens that are made while we run, so that nobody could name them beforehand. */
const ISSUED = String.raw`gh[pousr]_[A-Za-z0-9_.-]{20,}|github_pat_[A-Za-z0-9_]{20,}|sk-ant-[A-Za-z0-9_-]{16,}`;

/**
 * Replaces our own secrets in any text that leaves: logs, error messages, comments. The values are
 * found as they are, URL-encoded, JSON-escaped and in base64, also where they are a part of what
 * was encoded (`user:token` of a Basic header); a key of several lines also by each of its lines.
 * Values below eight characters are left alone.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const forms = new Set<string>();
  for (const value of values.flatMap(withLines)) {
    if (value.length < SHORTEST) continue;
    for (const form of formsOf(value)) if (form.length >= SHORTEST) forms.add(form);
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp([...longestFirst, ISSUED].join('|'), 'g');
  return (text) => text.replace(pattern, REDACTED);
}

/** The value, and the lines of a PEM key without the two that every key has. */
function withLines(value: string): string[] {
  const trimmed = value.trim();
  const lines = trimmed.split(/\r?\n|\\n/).map((line) => line.trim());
  if (lines.length < 2) return [trimmed];
  return [trimmed, ...lines.filter((line) => line.length >= 16 && !line.startsWith('-----'))];
}

function formsOf(value: string): string[] {
  const base64 = [0, 1, 2].flatMap((offset) => base64Inside(value, offset));
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...base64,
    ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * The digits that a value has in base64 when `offset` bytes (modulo three) stand before it. Digits
 * that also hold bits of what is before or behind it are left out.
 */
function base64Inside(value: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((bytes.length * 8) / 6);
  return [bytes.toString('base64').slice(from, to)];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
