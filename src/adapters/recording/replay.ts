import { type Model, ModelError, type ModelReply, type PriceTable } from '../../ports/model.ts';
import { canonicalJson, canonicalRequest, hash } from '../../core/prompt/canonical.ts';
import { checkFolder, readRecording } from './files.ts';

/**
 * Answers from what `recordModel` kept in `dir`, offline. A question that was answered several
 * times gets its answers in their order, then the last one again. A question that isn't there
 * throws a ModelError of kind `replay_miss`; a folder or file that is not ours throws a UserError,
 * the folder at once. `price` is the table that the recording run used.
 */
export function replayModel(dir: string, price: PriceTable): Model {
  checkFolder(dir);
  const served = new Map<string, number>();

  return {
    async send(request, options) {
      options?.signal?.throwIfAborted();
      const key = hash(canonicalRequest(request));
      const count = served.get(key) ?? 0;
      served.set(key, count + 1);
      const replies = await readRecording(dir, 'message', key);
      const reply: ModelReply | undefined = replies?.[Math.min(count, replies.length - 1)];
      if (!reply) throw miss(dir, `message-${key}`, `a request to ${request.model}`);
      const characters = JSON.stringify(reply.content).length;
      options?.onProgress?.(characters);
      return reply;
    },
    async countTokens(request, signal) {
      signal?.throwIfAborted();
      const key = hash(canonicalRequest(request));
      const tokens = await readRecording(dir, 'tokens', key);
      if (tokens === null) throw miss(dir, `tokens-${key}`, 'a token count');
      return tokens;
    },
    async resolve(name, signal) {
      signal?.throwIfAborted();
      const key = hash(canonicalJson({ name: name ?? null }));
      const info = await readRecording(dir, 'model', key);
      if (!info) throw miss(dir, `model-${key}`, `the model "${name ?? 'default'}"`);
      return info;
    },
    price,
  };
}

function miss(dir: string, key: string, what: string): ModelError {
  return new ModelError(
    'replay_miss',
    `The recordings in ${dir} hold no answer for ${what} (${key}.json): the change, the agent or the options differ from the recorded run`,
  );
}
