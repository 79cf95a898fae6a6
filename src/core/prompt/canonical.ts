import { createHash } from 'node:crypto';

/** A request to a model, as far as cache marks are in it. */
interface Marked {
  system: readonly { text: string }[];
  messages: readonly (
    | { role: 'assistant'; content: readonly unknown[] }
    | {
        role: 'user';
        content: readonly ({ type: 'text'; text: string } | { type: 'tool_result' })[];
      }
  )[];
}

/**
 * A request as the question it asks: JSON with sorted keys, without the cache marks, which change
 * what an answer costs and never what it says.
 */
export function canonicalRequest(request: Marked): string {
  return canonicalJson({
    ...request,
    system: request.system.map(({ text }) => ({ text })),
    messages: request.messages.map((message) =>
      message.role === 'assistant'
        ? message
        : {
            role: message.role,
            content: message.content.map((block) =>
              block.type === 'text' ? { type: block.type, text: block.text } : block,
            ),
          },
    ),
  });
}

/** JSON with the keys of every object in code point order; an undefined value is no key. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** SHA-256 as hex digits. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
