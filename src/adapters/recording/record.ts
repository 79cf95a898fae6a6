import type { Model, ModelReply } from '../../ports/model.ts';
import { canonicalJson, canonicalRequest, hash } from '../../core/prompt/canonical.ts';
import { makeFolder, writeRecording } from './files.ts';

/**
 * Passes everything on to `model` and keeps each question with its answer in `dir`, one file per
 * question (`message-…`, `tokens-…`, `model-…`, each with the SHA-256 of the canonical question).
 * What is kept is the conversation alone, which holds no key and no header. A question that is
 * asked again adds its reply to the file; a new run starts the file anew. Failures aren't kept.
 * Throws a UserError at once when nothing can be written there.
 */
export function recordModel(model: Model, dir: string): Model {
  makeFolder(dir);
  const replies = new Map<string, ModelReply[]>();
  let writing: Promise<unknown> = Promise.resolve();
  // One write after the other: two answers to the same question must not overtake each other.
  const write = (task: () => Promise<void>): Promise<void> => {
    const done = writing.then(task);
    writing = done.catch(() => undefined);
    return done;
  };

  return {
    async send(request, options) {
      const reply = await model.send(request, options);
      const key = hash(canonicalRequest(request));
      const all = [...(replies.get(key) ?? []), reply];
      replies.set(key, all);
      await write(() => writeRecording(dir, 'message', key, request, all));
      return reply;
    },
    async countTokens(request, signal) {
      const tokens = await model.countTokens(request, signal);
      const key = hash(canonicalRequest(request));
      await write(() => writeRecording(dir, 'tokens', key, request, tokens));
      return tokens;
    },
    async resolve(name, signal) {
      const info = await model.resolve(name, signal);
      const question = { name: name ?? null };
      await write(() =>
        writeRecording(dir, 'model', hash(canonicalJson(question)), question, info),
      );
      return info;
    },
    price: (id, promptTokens) => model.price(id, promptTokens),
  };
}
