import type { Language } from '../render/messages.ts';
import type { Certainty } from './secret.ts';

/** What a finding about a credential says; kinds stay in English, as technical terms do. */
export interface SecretWords {
  title: (kind: string) => string;
  body: (kind: string, certainty: Certainty) => string;
  approach: string;
}

const EN: SecretWords = {
  title: (kind) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)} in the code`,
  body: (kind, certainty) =>
    certainty === 'possible'
      ? `This looks like a real ${kind}. If it is, everybody who can read the repository can use it, and its history keeps it after the line is gone: revoke it first. If it is a sample, a value that says so (\`example\`) spares the next reader the question.`
      : `This change adds a ${kind}. Everybody who can read the repository can use it, and its history keeps it after the line is gone. Revoke it and issue a new one first; removing the line alone does not help once the branch was pushed.`,
  approach:
    'Read it from the environment or a secret store when the program runs, and keep only its name in the repository.',
};

const KO: SecretWords = {
  title: (kind) => `코드에 포함된 ${kind}`,
  body: (kind, certainty) =>
    certainty === 'possible'
      ? `실제로 쓰이는 값(${kind})으로 보입니다. 그렇다면 저장소를 읽을 수 있는 누구나 사용할 수 있고, 줄을 지워도 기록에 남으므로 먼저 폐기해야 합니다. 예시 값이라면 예시임이 드러나는 값(\`example\`)으로 바꾸는 편이 좋습니다.`
      : `이 변경에 비밀 값(${kind})이 들어 있습니다. 저장소를 읽을 수 있는 누구나 사용할 수 있고, 줄을 지워도 기록에 남습니다. 먼저 폐기하고 새로 발급하세요. 브랜치를 이미 푸시했다면 줄만 지우는 것으로는 부족합니다.`,
  approach: '실행할 때 환경 변수나 secret store에서 읽고, 저장소에는 이름만 남기세요.',
};

export function secretWords(language: Language): SecretWords {
  return { en: EN, ko: KO }[language];
}
