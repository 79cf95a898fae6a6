import { codeSpan } from '../render/fence.ts';
import type { Language } from '../render/messages.ts';
import type { CommandName, CommandProblem } from './command.ts';

/** A sentence for every problem, its values shown as code so that they stay harmless. */
type ProblemWords = {
  [Code in CommandProblem['code']]: (problem: Extract<CommandProblem, { code: Code }>) => string;
};

interface Words {
  problem: ProblemWords;
  help: {
    title: string;
    /** One line a command, with an example. */
    commands: Record<CommandName, { example: string; does: string }>;
    /** The long form and the mention. */
    also: (mention: string) => string;
  };
}

const LONGEST_VALUE = 100;

function code(value: string | number): string {
  const text = String(value);
  return codeSpan(
    text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1).toWellFormed()}…` : text,
  );
}

const EXAMPLES: Record<CommandName, string> = {
  review: '/review full --files "src/**/*.ts"',
  ask: '/ask Why does this query scan the whole table?',
  explain: '/explain 3f7kq',
  dismiss: '/dismiss 3f7kq the caller holds the lock',
  pause: '/pause',
  resume: '/resume',
  help: '/backline help',
};

const en: Words = {
  problem: {
    'unknown-command': ({ word, nearest }) =>
      `There is no command ${code(word)}. Did you mean ${code(`/backline ${nearest}`)}?`,
    'unknown-option': ({ option, nearest }) =>
      `${code('/review')} has no option ${code(option)}. Did you mean ${code(nearest)}?`,
    'missing-value': ({ option }) =>
      `${code(option)} needs a value, like ${code(VALUE_EXAMPLES[option] ?? `${option} …`)}.`,
    'repeated-option': ({ option }) => `${code(option)} can be given only once.`,
    'unexpected-word': ({ command, word }) =>
      `${code(SHORT[command])} does not take ${code(word)}. Example: ${code(EXAMPLES[command])}. For a question, use ${code('/ask')}.`,
    'unclosed-quote': ({ quote }) => `The quote that opens with ${code(quote)} is never closed.`,
    'text-after-quote': ({ text }) =>
      `${code(text)} follows a closing quote directly. Put a space between them, or quote all of it.`,
    'bad-sha': ({ value }) => `${code(value)} is not a commit: give 7 to 64 hexadecimal digits.`,
    'bad-agent': ({ value }) =>
      `${code(value)} is not an agent's name. A path can't be given here.`,
    'bad-glob': ({ value, limit }) => `The glob ${code(value)} is longer than ${limit} characters.`,
    'too-many-globs': ({ limit }) => `At most ${limit} globs can be given in one command.`,
    'missing-id': ({ command }) =>
      `${code(SHORT[command])} needs the finding's ID, like ${code(EXAMPLES[command])}.`,
    'bad-id': ({ value }) =>
      `${code(value)} is not a finding's ID. An ID has five letters and digits, like ${code('3f7kq')}, and stands in the finding's comment.`,
    'missing-reason': ({ id }) =>
      `A dismissal needs a reason, like ${code(`/dismiss ${id} the caller holds the lock`)}.`,
    'missing-question': () => `There is no question. Example: ${code(EXAMPLES.ask)}`,
    'too-many-commands': ({ limit }) =>
      `Only the first ${limit} commands of a comment are run. Put the others into a new comment.`,
  },
  help: {
    title: 'Commands, at the start of a line of a comment:',
    commands: {
      review: {
        example: EXAMPLES.review,
        does: 'reviews again. `full` starts over; `--since SHA`, `--files GLOB` and `--agent NAME` narrow it down',
      },
      ask: { example: EXAMPLES.ask, does: 'answers a question about the change' },
      explain: { example: EXAMPLES.explain, does: 'tells more about a finding, with its evidence' },
      dismiss: { example: EXAMPLES.dismiss, does: 'closes a finding and remembers why' },
      pause: { example: EXAMPLES.pause, does: 'stops reviews of this pull request' },
      resume: { example: EXAMPLES.resume, does: 'takes them up again' },
      help: { example: EXAMPLES.help, does: 'shows this list' },
    },
    also: (mention) =>
      `Each also works as ${code('/backline review …')}, and ${code(`${mention} …`)} asks a question.`,
  },
};

const ko: Words = {
  problem: {
    'unknown-command': ({ word, nearest }) =>
      `${code(word)} 명령은 없습니다. 혹시 ${code(`/backline ${nearest}`)} 명령을 찾으셨나요?`,
    'unknown-option': ({ option, nearest }) =>
      `${code('/review')} 명령에 ${code(option)} 옵션은 없습니다. 혹시 ${code(nearest)} 옵션을 찾으셨나요?`,
    'missing-value': ({ option }) =>
      `${code(option)} 옵션에는 값이 필요합니다. 예: ${code(VALUE_EXAMPLES[option] ?? `${option} …`)}`,
    'repeated-option': ({ option }) => `${code(option)} 옵션은 한 번만 쓸 수 있습니다.`,
    'unexpected-word': ({ command, word }) =>
      `${code(SHORT[command])} 명령에는 ${code(word)} 값을 쓸 수 없습니다. 예: ${code(EXAMPLES[command])}. 질문은 ${code('/ask')} 명령으로 해 주세요.`,
    'unclosed-quote': ({ quote }) => `${code(quote)} 따옴표가 닫히지 않았습니다.`,
    'text-after-quote': ({ text }) =>
      `닫는 따옴표 바로 뒤에 ${code(text)} 글자가 있습니다. 사이를 띄우거나 전체를 따옴표로 묶어 주세요.`,
    'bad-sha': ({ value }) => `${code(value)} 값은 커밋이 아닙니다. 16진수 7~64자리를 적어 주세요.`,
    'bad-agent': ({ value }) =>
      `${code(value)} 값은 에이전트 이름이 아닙니다. 여기에는 경로를 쓸 수 없습니다.`,
    'bad-glob': ({ value, limit }) => `${code(value)} 글롭이 ${limit}자보다 깁니다.`,
    'too-many-globs': ({ limit }) => `한 명령에 글롭은 ${limit}개까지 쓸 수 있습니다.`,
    'missing-id': ({ command }) =>
      `${code(SHORT[command])} 명령에는 발견 사항의 ID가 필요합니다. 예: ${code(EXAMPLES[command])}`,
    'bad-id': ({ value }) =>
      `${code(value)} 값은 발견 사항의 ID가 아닙니다. ID는 ${code('3f7kq')} 같은 다섯 글자의 영문자와 숫자이고, 발견 사항의 댓글에 적혀 있습니다.`,
    'missing-reason': ({ id }) =>
      `기각하려면 이유가 필요합니다. 예: ${code(`/dismiss ${id} 호출하는 쪽에서 이미 잠금을 잡고 있음`)}`,
    'missing-question': () =>
      `질문이 없습니다. 예: ${code('/ask 이 쿼리는 왜 테이블 전체를 읽나요?')}`,
    'too-many-commands': ({ limit }) =>
      `댓글 하나에서는 처음 ${limit}개의 명령만 실행합니다. 나머지는 새 댓글에 적어 주세요.`,
  },
  help: {
    title: '댓글의 줄 처음에 쓰는 명령:',
    commands: {
      review: {
        example: EXAMPLES.review,
        does: '다시 검토합니다. `full`은 처음부터, `--since SHA`, `--files GLOB`, `--agent NAME`은 범위를 정합니다',
      },
      ask: {
        example: '/ask 이 쿼리는 왜 테이블 전체를 읽나요?',
        does: '변경에 대한 질문에 답합니다',
      },
      explain: { example: EXAMPLES.explain, does: '발견 사항을 근거와 함께 자세히 설명합니다' },
      dismiss: {
        example: '/dismiss 3f7kq 호출하는 쪽에서 이미 잠금을 잡고 있음',
        does: '발견 사항을 기각하고 이유를 기억합니다',
      },
      pause: { example: EXAMPLES.pause, does: '이 풀 리퀘스트의 검토를 멈춥니다' },
      resume: { example: EXAMPLES.resume, does: '검토를 다시 시작합니다' },
      help: { example: EXAMPLES.help, does: '이 목록을 보여 줍니다' },
    },
    also: (mention) =>
      `모두 ${code('/backline review …')} 형식으로도 쓸 수 있고, ${code(`${mention} …`)}에 이어 질문할 수 있습니다.`,
  },
};

const TABLE: Record<Language, Words> = { en, ko };

/** How each is named in an answer. */
const SHORT: Record<CommandName, string> = {
  review: '/review',
  ask: '/ask',
  explain: '/explain',
  dismiss: '/dismiss',
  pause: '/pause',
  resume: '/resume',
  help: '/backline help',
};

const VALUE_EXAMPLES: Readonly<Record<string, string>> = {
  '--since': '--since 1a2b3c4',
  '--files': '--files "src/**/*.ts"',
  '--agent': '--agent backend-developer-expert',
};

/**
 * What is wrong with a command and what to write instead: one line of Markdown. Whatever the asker
 * wrote appears in it as inline code alone, cut at 100 characters.
 */
export function explainProblem(problem: CommandProblem, language: Language): string {
  // Each sentence takes the problem of its own code, which the table's type pairs with it.
  const say = TABLE[language].problem[problem.code] as (problem: CommandProblem) => string;
  return say(problem);
}

/** The list of commands with one example each, as Markdown; `slug` is the app's name in its mention. */
export function helpText(language: Language, slug: string): string {
  const { title, commands, also } = TABLE[language].help;
  const rows = Object.values(commands).map(({ example, does }) => `- ${code(example)}: ${does}`);
  return [title, '', ...rows, '', also(`@${slug}`)].join('\n');
}
