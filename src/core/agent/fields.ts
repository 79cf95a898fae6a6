/** Front matter keys of a Claude Code subagent; any other gets a warning. */
const KNOWN_KEYS = [
  'name',
  'description',
  'tools',
  'disallowedTools',
  'model',
  'effort',
  'maxTurns',
  'permissionMode',
  'skills',
  'mcpServers',
  'hooks',
  'memory',
  'background',
  'isolation',
  'color',
  'initialPrompt',
] as const;

export function isKnownKey(key: unknown): boolean {
  return KNOWN_KEYS.some((known) => known === key);
}

/** Splits `Read, Bash(git log, git show)` at the commas outside parentheses. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const char of text) {
    if (char === ',' && depth === 0) {
      items.push(item);
      item = '';
      continue;
    }
    if (char === '(') depth += 1;
    if (char === ')' && depth > 0) depth -= 1;
    item += char;
  }
  items.push(item);
  return items.map((part) => part.trim()).filter((part) => part !== '');
}
