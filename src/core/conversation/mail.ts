/**
 * Answers by e-mail carry what they answer. What starts here is not the writer's own text:
 * the signature mark of RFC 3676 section 4.3, the rulers and headers of Outlook, the line with
 * which Gmail and Apple Mail introduce a quote, in English and Korean.
 */

const RULER = /^-{2,} ?(?:Original Message|Forwarded message|원본 메시지|전달된 메시지) ?-{2,}$/i;
const FROM = /^\*{0,2}(?:From|보낸 사람|보낸사람)\s?:/;
const NEXT_HEADER = /^\*{0,2}(?:Sent|Date|To|보낸 날짜|날짜|받는 사람)\s?:/;
const ENGLISH = /^On .*\d.* wrote:$/;
const KOREAN = /\d.*님이 (?:작성|쓴 글|다음과 같이 작성).*:$/;
/** Introductions are short; longer lines are not searched. */
const LONGEST = 500;

/** How the mail's old text begins: `rest` goes to the end, an introduction is followed by a quote. */
export type MailStart = { kind: 'rest' } | { kind: 'introduction'; lines: 1 | 2 };

/** Reads a line, with the one after it, as the start of what an e-mail quotes; null when it is none. */
export function mailStart(line: string, next: string): MailStart | null {
  if (line === '-- ') return { kind: 'rest' };
  if (line.length > LONGEST) return null;
  const text = line.trim();
  if (RULER.test(text)) return { kind: 'rest' };
  const below = next.slice(0, LONGEST).trim();
  if (FROM.test(text) && NEXT_HEADER.test(below)) return { kind: 'rest' };
  if (isIntroduction(text)) return { kind: 'introduction', lines: 1 };
  // Gmail breaks long introductions.
  const wraps = text.startsWith('On ') || /\d/.test(text);
  if (wraps && below !== '' && isIntroduction(`${text} ${below}`)) {
    return { kind: 'introduction', lines: 2 };
  }
  return null;
}

function isIntroduction(text: string): boolean {
  return ENGLISH.test(text) || KOREAN.test(text);
}
