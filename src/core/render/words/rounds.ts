import type { Language } from '../messages.ts';
import { number } from './number.ts';

/** The words of what later reviews say of earlier findings. */
const en = {
  counts: (fresh: number, fixed: number, open: number) =>
    `${number(fresh)} new, ${number(fixed)} fixed, ${number(open)} open`,
  fixed: 'fixed',
  back: 'back',
  open: 'open',
  outdated: 'outdated',
  itsCodeIsGone: 'its code is no longer part of this change',
  fixedIn: (commit: string, reason: string) => `Fixed in ${commit}: ${reason}`,
  backIn: (commit: string) => `Back since ${commit}: the review finds it again.`,
  dismissedBy: (person: string, reason: string) => `Dismissed by ${person}: ${reason}`,
  noSuchFinding: (id: string) =>
    `There is no thread with a finding ${id} on this pull request. The id stands at the end of each finding.`,
  unchanged: (commit: string) => `unchanged since the review of ${commit}`,
  paused:
    'Paused: new pushes are not reviewed until somebody comments /resume. /review still works',
};

export type RoundWords = typeof en;

const ko: RoundWords = {
  counts: (fresh, fixed, open) =>
    `새 지적 ${number(fresh)}건, 해결 ${number(fixed)}건, 미해결 ${number(open)}건`,
  fixed: '해결됨',
  back: '재발',
  open: '미해결',
  outdated: '해당 없음',
  itsCodeIsGone: '해당 코드가 더 이상 이 변경에 없습니다',
  fixedIn: (commit, reason) => `${commit}에서 해결됨: ${reason}`,
  backIn: (commit) => `${commit}부터 재발: 리뷰에서 다시 발견되었습니다.`,
  dismissedBy: (person, reason) => `${person} 님이 기각함: ${reason}`,
  noSuchFinding: (id) =>
    `이 풀 리퀘스트에는 ${id} 지적의 스레드가 없습니다. 아이디는 각 지적의 끝에 있습니다.`,
  unchanged: (commit) => `${commit} 리뷰 이후 변경 없음`,
  paused:
    '일시 중지됨: /resume 댓글이 있을 때까지 새 푸시를 리뷰하지 않습니다. /review는 계속 동작합니다',
};

const TABLE: Readonly<Record<Language, RoundWords>> = { en, ko };

/** The words of every language. */
export const allRoundWords: readonly RoundWords[] = Object.values(TABLE);

export function roundWords(language: Language): RoundWords {
  return TABLE[language];
}
