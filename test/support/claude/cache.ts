import { createHash } from 'node:crypto';
import type { StandInModel } from './models.ts';
import { blockTokens } from './tokens.ts';
import { blocksOf, type CacheControl, type WireRequest } from './wire.ts';

/** From a breakpoint, so many blocks back are compared with what is stored. */
const LOOKBACK_BLOCKS = 20;

const LIFE_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** Input tokens of one request, split as the API bills them. */
export interface CacheUsage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
}

export interface PrefixCache {
  /**
   * Looks a request up. `store` makes its breakpoints entries: call it when the answer begins, since
   * a parallel request finds nothing before.
   */
  look(body: WireRequest, model: StandInModel): { usage: CacheUsage; store: () => void };
}

interface Position {
  /** Hash of everything up to the end of this block, byte for byte. */
  key: string;
  /** Tokens up to the end of this block. */
  tokens: number;
  mark: CacheControl | undefined;
}

/**
 * The prefix cache of the Messages API: tools, then system, then messages, compared byte for byte.
 * An entry ends at a breakpoint; model, effort, thinking and format are part of its key, so a change
 * of any of them finds nothing. A prefix below the model's minimum is silently not kept. An entry
 * lives for five minutes (or an hour) from its last use, by `now` in milliseconds.
 */
export function prefixCache(now: () => number): PrefixCache {
  const entries = new Map<string, { expires: number; life: number }>();
  const alive = (key: string): boolean => (entries.get(key)?.expires ?? 0) > now();

  return {
    look(body, model) {
      const positions = positionsOf(body);
      const breakpoints = positions
        .map((position, index) => ({ ...position, index }))
        .filter(({ mark, tokens }) => mark && tokens >= model.minCachedPrefix);
      const found = breakpoints
        .map(({ index }) =>
          positions
            .slice(Math.max(0, index - LOOKBACK_BLOCKS), index + 1)
            .findLast(({ key }) => alive(key)),
        )
        .reduce<Position | undefined>(
          (best, p) => (p && p.tokens > (best?.tokens ?? 0) ? p : best),
          undefined,
        );

      const read = found?.tokens ?? 0;
      const fresh = breakpoints.filter(({ tokens }) => tokens > read);
      const written = { '5m': 0, '1h': 0 };
      let from = read;
      for (const { tokens, mark } of fresh) {
        written[mark?.ttl ?? '5m'] += tokens - from;
        from = tokens;
      }
      return {
        usage: {
          input_tokens: (positions.at(-1)?.tokens ?? 0) - from,
          cache_read_input_tokens: read,
          cache_creation_input_tokens: from - read,
          cache_creation: {
            ephemeral_5m_input_tokens: written['5m'],
            ephemeral_1h_input_tokens: written['1h'],
          },
        },
        store() {
          const used = found ? entries.get(found.key) : undefined;
          if (used) used.expires = now() + used.life;
          for (const { key, mark } of fresh) {
            const life = LIFE_MS[mark?.ttl ?? '5m'];
            entries.set(key, { expires: now() + life, life });
          }
        },
      };
    },
  };
}

/** The blocks of a request in prefix order, each with the hash and the tokens up to its end. */
function positionsOf(body: WireRequest): Position[] {
  const parts = [
    ...(body.tools ?? []).map((block) => ({ role: 'tools', block })),
    ...blocksOf(body.system).map((block) => ({ role: 'system', block })),
    ...body.messages.flatMap(({ role, content }) =>
      blocksOf(content).map((block) => ({ role: role as string, block })),
    ),
  ];
  const { model, thinking, output_config: output } = body;
  let key = digest(JSON.stringify({ model, thinking, output }));
  let tokens = 0;
  return parts.map(({ role, block: { cache_control: own, ...block } }, i) => {
    key = digest(`${key}${role}${JSON.stringify(block)}`);
    tokens += blockTokens(block);
    const automatic = i === parts.length - 1 ? body.cache_control : undefined;
    return { key, tokens, mark: own ?? automatic };
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
