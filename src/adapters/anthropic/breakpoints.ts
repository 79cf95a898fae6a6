import type { ModelRequest } from '../../ports/model.ts';

/** The API takes at most this many cache breakpoints, an automatic one included. */
const MAX_BREAKPOINTS = 4;

/** From a breakpoint the cache looks back over this many blocks for an earlier entry. */
const LOOKBACK_BLOCKS = 20;

/** Where the breakpoints of a request go. Positions in messages are `message:block`. */
export interface Breakpoints {
  system: ReadonlySet<number>;
  messages: ReadonlySet<string>;
  /** Whether the API shall put one on the last block by itself. */
  automatic: boolean;
}

/**
 * Chooses the cache breakpoints of a request.
 *
 * A request with tools is a turn of a growing conversation: an automatic breakpoint on its last
 * block stores the whole of it, and the next turn, which only appends, reads all of that back. The
 * next turn finds the entry by looking back from its own end; when one round of parallel tool calls
 * appended more blocks than the look-back covers, the end of the previous user turn is marked too.
 * A request without tools is a single question: storing its end would cost a quarter more and
 * nobody would read it.
 *
 * The blocks marked `cache` by the caller take the slots that are left. When there are more of
 * them, the later ones win, since they end the longer prefixes.
 */
export function chooseBreakpoints(request: ModelRequest): Breakpoints {
  const automatic = request.tools.length > 0;
  const last = request.messages.length - 1;
  const lastBlock = `${last}:${(request.messages[last]?.content.length ?? 0) - 1}`;
  const bridge = automatic ? previousTurnOutOfSight(request) : undefined;

  const wanted = [
    ...request.system.flatMap((block, i) => (block.cache ? [`system:${i}`] : [])),
    ...request.messages.flatMap((message, m) =>
      message.role === 'user'
        ? message.content.flatMap((block, b) =>
            block.type === 'text' && block.cache ? [`${m}:${b}`] : [],
          )
        : [],
    ),
  ].filter((position) => position !== bridge && !(automatic && position === lastBlock));
  const slots = MAX_BREAKPOINTS - (automatic ? 1 : 0) - (bridge ? 1 : 0);
  const kept = wanted.slice(-slots);
  if (bridge) kept.push(bridge);

  return {
    system: new Set(
      kept.filter((p) => p.startsWith('system:')).map((p) => Number(p.slice('system:'.length))),
    ),
    messages: new Set(kept.filter((p) => !p.startsWith('system:'))),
    automatic,
  };
}

/** The end of the user turn before the last one, when the look-back from the end can't reach it. */
function previousTurnOutOfSight({ messages }: ModelRequest): string | undefined {
  const previous = messages.findLastIndex((m, i) => m.role === 'user' && i < messages.length - 1);
  const turn = messages[previous];
  if (!turn) return undefined;
  const appended = messages.slice(previous + 1).reduce((sum, m) => sum + m.content.length, 0);
  return appended >= LOOKBACK_BLOCKS ? `${previous}:${turn.content.length - 1}` : undefined;
}
