import { detectLanguage } from '../prompt/language.ts';
import { languageOf, type Language } from '../render/messages.ts';
import type { MemoryLine } from './memory-line.ts';

const en = `# What reviews here do not report

Backline reads this file from the base branch. Each line turns down one kind of finding at one place
until its date; \`backline learn\` proposes lines from 👎, dismissals and "won't fix" replies, and
takes expired ones out. Edit them freely. A line put into an HTML comment is not in force, and is not
proposed again.`;

const ko = `# 이 저장소의 리뷰에서 지적하지 않는 것

Backline은 베이스 브랜치에서 이 파일을 읽습니다. 각 줄은 적힌 날짜까지 한 위치의 한 가지 지적을
받지 않겠다는 뜻입니다. \`backline learn\`이 👎, 기각, "수정하지 않겠습니다"와 같은 답글에서 줄을
제안하고, 기한이 지난 줄은 빼자고 제안합니다. 자유롭게 고쳐도 됩니다. HTML 주석으로 감싼 줄은
적용되지 않으며 다시 제안되지도 않습니다.`;

const TABLE: Readonly<Record<Language, string>> = { en, ko };

/** What a new memory file begins with, in the language that its findings were written in. */
export function memoryHeading(lines: readonly Pick<MemoryLine, 'title'>[]): string {
  return TABLE[languageOf(detectLanguage(lines.map(({ title }) => title)))];
}
