type Environment = Record<string, string | undefined>;

/** Variables that hold nothing but a secret. */
const SECRET = [
  'WEBHOOK_SECRET',
  'ADMIN_TOKEN',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'PGPASSWORD',
];

/**
 * What must never stand in a log: the environment's secrets. Keys in PEM's form and GitHub's tokens
 * are known by their looks.
 */
export function secretsOf(env: Environment): string[] {
  const headers = (env['ANTHROPIC_CUSTOM_HEADERS'] ?? '')
    .split('\n')
    .map((line) => line.slice(line.indexOf(':') + 1));
  const values = [...SECRET.map((name) => env[name] ?? ''), ...headers, ...passwords(env)];
  // The longest first, so that none is left half.
  return [...new Set(values.map((value) => value.trim()))]
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length);
}

/** The database's password, as it stands in the address and as it is sent. */
function passwords({ DATABASE_URL: url = '' }: Environment): string[] {
  if (!URL.canParse(url)) return [];
  const { password } = new URL(url);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
