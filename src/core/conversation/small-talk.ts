import { commentLines } from './comment-lines.ts';

/** Longer texts say more than thanks, and are not searched. */
const LONGEST = 200;

/** What people close a thread with: nothing is asked, and an answer would only be noise. */
const CLOSING: readonly RegExp[] = [
  /(?:ok(?:ay)?|sure|yes|yep|yup|right|agreed|ack|noted|cool|nice|great|perfect|awesome|lgtm)/,
  /(?:many )?(?:thanks|thank you|thx|ty|cheers)(?: (?:so much|very much|a lot|a ton|again|bot))?/,
  /(?:good|nice|great) (?:catch|find|point|spot|call|one)/,
  /(?:got it|makes sense|fair enough|my bad|you(?:'|’)?re right|will do|on it)/,
  /(?:i(?:'|’)?(?:ll|ve) |i have |i will |will )?(?:fix(?:ed)?|done|addressed|updated|resolved|pushed|changed)(?: (?:it|this|that|now|already))*(?: in [0-9a-f]{7,40})?(?: now)?/,
  /(?:정말 |대단히 )?(?:감사합니다|감사해요|감사|고맙습니다|고마워요|고마워)/,
  /(?:넵|넹|네|예|확인|확인했습니다|확인했어요|알겠습니다|알겠어요|맞네요|맞습니다|좋네요|동의합니다|완료)/,
  /(?:수정|반영|처리|변경|적용)(?: ?완료)?(?:했습니다|했어요|하겠습니다|할게요|됐습니다|되었습니다)?/,
  /(?:고쳤습니다|고쳤어요|고치겠습니다)/,
  /(?:ありがとうございます|ありがとう|修正しました|了解です|了解)/,
  /(?:谢谢|好的|已修复|已修改)/,
].map(({ source }) => new RegExp(`(?:${source})(?=\\s|$)\\s*`, 'y'));

/** Words that only lead over to the next. */
const BETWEEN = /(?:and|that|this|it|so|then|now|good|all)(?=\s|$)\s*/y;

/**
 * Whether a reply needs no answer beyond doubt: thanks, a tick, an announced fix, an emoji, or
 * nothing but what it quotes. English, Korean, and the commonest Japanese and Chinese words.
 */
export function needsNoAnswer(body: string): boolean {
  if (/```|~~~/.test(body)) return false;
  const own = commentLines(body).filter(({ kind }) => kind === 'open');
  const said = own.map(({ text }) => text).join('\n');
  if (said.length > LONGEST || /[?？]/.test(said)) return false;
  const words = said
    .toLowerCase()
    .replace(/:[a-z0-9_+-]+:|@[a-z0-9-]+(?:\[bot\])?/g, ' ')
    .replace(/[^\p{L}\p{N}'’\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  let at = 0;
  while (at < words.length) {
    const next = endOfPhrase(words, at);
    if (next === at) return false;
    at = next;
  }
  return true;
}

/** Behind the longest phrase that starts here; the same place when none does. */
function endOfPhrase(words: string, at: number): number {
  let end = at;
  for (const pattern of [...CLOSING, BETWEEN]) {
    pattern.lastIndex = at;
    if (pattern.test(words)) end = Math.max(end, pattern.lastIndex);
  }
  return end;
}
