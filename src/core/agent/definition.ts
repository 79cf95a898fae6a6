/** An agent file (Claude Code subagent format), read and checked. */
export interface AgentDefinition {
  name: string;
  /** What it is for, with real line breaks. */
  description: string;
  /** As written: an alias, an id, `inherit` or anything else; resolved when the model is asked. */
  model?: string;
  effort?: string;
  color?: string;
  tools?: string[];
  disallowedTools?: string[];
  maxTurns?: number;
  /** The system prompt: everything behind the front matter, to the byte (after BOM and CRLF folding). */
  body: string;
  /** True when the front matter is not strict YAML and was recovered line by line. */
  repaired: boolean;
  /** What the user should know: how it was repaired, unknown keys, values left out. */
  warnings: string[];
}
