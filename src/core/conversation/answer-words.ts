import { codeSpan } from '../render/fence.ts';
import type { Language } from '../render/messages.ts';

/** The fixed sentences around an answer on GitHub, as Markdown. */
export interface AnswerWords {
  /** `why` is Markdown already. */
  failed: (why: string) => string;
  fault: string;
  /** No finding has that id; the ids that there are. */
  unknownId: (id: string, known: readonly string[]) => string;
  tooMany: (limit: number, minutes: number) => string;
  codeChanged: string;
  noLongerHolds: string;
  unclear: string;
  /** It was said not to hold, and no quote shows it. */
  notProven: string;
  evidence: string;
  leftOut: (count: number) => string;
}

const MOST_IDS = 30;

const en: AnswerWords = {
  failed: (why) => `I could not answer this: ${why}`,
  fault: 'I could not answer this: something went wrong on our side. The log of the app says what.',
  unknownId: (id, known) =>
    known.length === 0
      ? `There is no finding ${codeSpan(id)}: no finding of mine stands on this pull request.`
      : `There is no finding ${codeSpan(id)}. On this pull request there are: ${list(known)}.`,
  tooMany: (limit, minutes) =>
    `You have asked ${limit} times within an hour, which is the most that I answer. Ask again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  codeChanged:
    'The code has changed since I wrote this finding; this is about the code as it is now.',
  noLongerHolds: '**This finding does not hold, or no longer.**',
  unclear: '**Whether this holds can not be settled from the code alone.**',
  notProven: '**I doubt this finding by now, but can not prove it with the code.**',
  evidence: 'Evidence',
  leftOut: (count) =>
    count === 1
      ? 'One quote that was not found in the code is left out.'
      : `${count} quotes that were not found in the code are left out.`,
};

const ko: AnswerWords = {
  failed: (why) => `답하지 못했습니다: ${why}`,
  fault: '저희 쪽 문제로 답하지 못했습니다. 원인은 앱의 로그에 있습니다.',
  unknownId: (id, known) =>
    known.length === 0
      ? `${codeSpan(id)} 발견 사항은 없습니다. 이 풀 리퀘스트에 남긴 발견 사항이 없습니다.`
      : `${codeSpan(id)} 발견 사항은 없습니다. 이 풀 리퀘스트에 있는 ID: ${list(known)}`,
  tooMany: (limit, minutes) =>
    `한 시간에 답할 수 있는 ${limit}번을 모두 쓰셨습니다. ${minutes}분 뒤에 다시 물어봐 주세요.`,
  codeChanged: '이 발견 사항을 남긴 뒤에 코드가 바뀌었습니다. 아래는 지금 코드에 대한 설명입니다.',
  noLongerHolds: '**이 발견 사항은 맞지 않거나, 더는 맞지 않습니다.**',
  unclear: '**코드만으로는 이 발견 사항이 맞는지 판단할 수 없습니다.**',
  notProven: '**이제는 이 발견 사항이 의심스럽지만, 코드로 증명하지는 못했습니다.**',
  evidence: '근거',
  leftOut: (count) => `코드에서 찾을 수 없는 인용 ${count}개는 뺐습니다.`,
};

const TABLE: Record<Language, AnswerWords> = { en, ko };

export function answerWords(language: Language): AnswerWords {
  return TABLE[language];
}

/** The ids as code; of many only the last ones, which are the newest. */
function list(ids: readonly string[]): string {
  const shown = ids.slice(-MOST_IDS).map(codeSpan).join(', ');
  return ids.length > MOST_IDS ? `… ${shown}` : shown;
}
