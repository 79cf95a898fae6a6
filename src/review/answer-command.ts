import { threadMaterial } from './answer-material.ts';
import { say, threadOf, type Request } from './answer-place.ts';
import { unanswered, withPull } from './answer-pull.ts';
import { answerQuestion } from './answer-question.ts';
import type { PullRequestPorts } from './review-pull-request.ts';

/**
 * `/ask` and the mention: answers a question where it was asked, with the change, the thread and
 * the code at its place before it. False when there is no answer; the reason is said then.
 */
export async function answerAsk(
  question: string,
  request: Request,
  ports: PullRequestPorts,
): Promise<boolean> {
  const { pull, comment, language } = request;
  const answered = await withPull(pull, language, ports, async (material, meter) => {
    const thread =
      comment.kind === 'review-comment'
        ? await ports.pulls.thread(pull.ref, threadOf(comment))
        : null;
    const asked = await answerQuestion(
      material,
      {
        text: question,
        material: thread === null ? '' : await threadMaterial(thread, material),
        ...(thread === null ? {} : { path: thread.path }),
        language: null,
      },
      ports,
      meter,
    );
    return asked.ok ? { text: asked.answer } : unanswered(asked.why, language);
  });
  const cannot = 'cannot' in answered;
  const parts = cannot ? { lead: [answered.cannot], text: '' } : { text: answered.text };
  await say(request, { quote: question, ...parts }, ports.publisher);
  return !cannot;
}
