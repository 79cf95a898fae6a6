import type { Messages } from './en.ts';
import { number } from './number.ts';

export const ko: Messages = {
  severity: { critical: '심각', high: '높음', medium: '보통', low: '낮음' },
  category: {
    api: 'API',
    database: '데이터베이스',
    architecture: '구조',
    security: '보안',
    performance: '성능',
    concurrency: '동시성',
    reliability: '안정성',
    testing: '테스트',
    maintainability: '유지보수성',
  },
  verdict: {
    confirmed: '확인됨',
    lowered: '검증에서 낮춰짐',
    unverified: '검증되지 않음',
  },
  coverage: { reviewed: '검토함', partly: '일부 검토', skipped: '제외', failed: '실패' },
  fileStatus: {
    added: '추가',
    modified: '수정',
    deleted: '삭제',
    renamed: '이름 변경',
    typechange: '유형 변경',
  },

  findings: (count) => `발견 사항 ${number(count)}건`,
  files: (count) => `파일 ${number(count)}개`,
  requests: (count) => `요청 ${number(count)}회`,
  seconds: (value) =>
    value < 60
      ? `${value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.floor(value)}초`
      : `${Math.floor(value / 60)}분 ${Math.floor(value % 60)}초`,
  confidence: (percent) => `신뢰도 ${percent}%`,

  removedLine: '삭제된 줄, 이전 버전의 줄 번호',
  onFile: '파일 전체에 대한 의견',
  notOnLine: '줄에 표시되지 않음',
  anchored: '줄을 찾은 방법',
  fix: '수정안',
  deleteLines: '삭제',
  alsoAt: '같은 문제',
  evidence: '근거',
  unverifiedQuote: '인용한 내용을 그 위치에서 찾지 못함',
  preexisting: '이 변경 이전부터 있던 문제',
  approach: '접근 방법',
  errorHandling: '오류 처리',
  assumptions: '가정',
  tests: '테스트',
  scaling: '확장성',

  notPosted: '게시하지 않음',
  notPostedPreexisting: '게시하지 않음: 이 변경 이전부터 있던 문제',
  rejected: '기각됨',
  counts: (notPosted, rejected) =>
    [
      notPosted > 0 ? `게시하지 않음 ${number(notPosted)}건` : '',
      rejected > 0 ? `기각 ${number(rejected)}건` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  verboseHint: '--verbose로 더 볼 수 있음',

  noFindings: (reviewed, skipped) =>
    `발견 사항 없음: 파일 ${number(reviewed)}개 검토` +
    (skipped > 0 ? `, ${number(skipped)}개 제외` : ''),
  nothingToPost: '게시할 발견 사항 없음',
  nothingToReview: '검토할 것이 없음',
  nothingChanged: '변경된 것이 없음',
  incomplete: '불완전: 모두 검토하지는 못함',
  noReason: '사유 없음',
  replayed: '기록을 재생한 결과이며 모델에 묻지 않음',
  outcomeLabel: '결과',
  outcome: {
    clean: '검토함, 발견 사항 없음',
    findings: '검토함, 발견 사항 있음',
    skipped: '검토할 것이 없음',
    incomplete: '불완전',
  },
  filesLabel: '파일',
  tokensLabel: '토큰',
  costLabel: '비용',
  timeLabel: '시간',
  modelLabel: '모델',
  agentLabel: '에이전트',
  noteLabel: '참고',
  noModel: '묻지 않음',
  repaired: '머리말을 복구해서 읽음',
  unknownPrice: '가격을 알 수 없음',
  tokens: (input, output, cachedPercent) =>
    `입력 ${number(input)} (캐시 ${cachedPercent}%), 출력 ${number(output)}`,

  phase: {
    gather: '변경 읽는 중',
    prepare: '검토 준비 중',
    select: '파일 고르는 중',
    estimate: '비용 추정 중',
    find: '문제 찾는 중',
    anchor: '줄 맞추는 중',
    verify: '발견 사항 검증 중',
    plan: '댓글 계획 중',
    publish: '댓글 게시 중',
    answer: '답변 중',
  },
  characters: (count) => `${number(count)}자`,

  reportTitle: '백엔드 리뷰',
  reportFindings: '발견 사항',
  reportMore: '접근 방법과 확인할 점',
  reportCoverage: '검토 범위',
  reportRange: '범위',
  reportPath: '파일',
  reportStatus: '상태',
  reportReason: '사유',
  reportFacts: '에이전트, 모델, 비용',
  tooLong: '_댓글에 다 들어가지 않아 나머지는 생략했습니다._',

  mergeGroup: '이 merge group의 pull request에서 이미 리뷰했습니다',
  checkRunning: '이 변경의 백엔드 부분을 리뷰하는 중입니다',
  checkSuperseded: '완료하지 않음: 더 새로운 push를 리뷰하거나, pull request가 닫혔습니다',
  checkCancelled: '완료하지 않음: 서버 운영자가 취소했습니다',
  checkAgain: '완료하지 않음: 문제가 발생하여 곧 다시 시도합니다',
  checkStopped: '완료하지 않음: 서버가 중지되며, 다음 서버가 시작되면 리뷰를 다시 합니다',
  checkFailed: '리뷰하지 못했습니다',
  checkFault: '저희 쪽에서 문제가 발생했습니다. 자세한 내용은 앱의 로그에 있습니다.',
  leftAlone: {
    draft: 'draft입니다. 준비되면 리뷰합니다. 지금 하려면 /review',
    'dependency-bot': '의존성 bot이 만든 pull request입니다. 리뷰하려면 /review',
    author: '설정에서 이 작성자를 제외했습니다. 리뷰하려면 /review',
    label: '설정에서 이 label의 pull request를 제외했습니다. 리뷰하려면 /review',
    branch: '설정에서 이 base branch를 제외했습니다. 리뷰하려면 /review',
    push: '설정에서 push 리뷰를 껐습니다. 리뷰하려면 /review',
  },
  spentUp: {
    all: '리뷰하지 못했습니다. 오늘 예산을 다 썼거나 진행 중인 리뷰에 배정했습니다. 예산은 UTC 자정에 다시 시작합니다. 그 후 /review',
    owner:
      '리뷰하지 못했습니다. 이 소유자의 저장소에 정해진 오늘 예산을 다 썼거나 진행 중인 리뷰에 배정했습니다. 예산은 UTC 자정에 다시 시작합니다. 그 후 /review',
    repository:
      '리뷰하지 못했습니다. 이 저장소의 오늘 예산을 다 썼거나 진행 중인 리뷰에 배정했습니다. 예산은 UTC 자정에 다시 시작합니다. 그 후 /review',
  },
  editsReviewer:
    '이 변경은 자신의 리뷰를 제어하는 파일을 수정합니다. base branch의 버전을 사용했습니다. 변경된 파일:',
  listCutOff: (listed: number, changed: number) =>
    `GitHub는 변경된 파일 ${number(changed)}개 중 ${number(listed)}개만 보여 줍니다. 모두 리뷰했으며, 나머지 파일의 발견 사항은 이 요약에 있습니다.`,

  selected: '검토 대상',
  leftOut: '제외',
  binary: '바이너리',
  unverifiedRows: '확인되지 않은 줄',
  selectedTotals: (selected, leftOut) =>
    `검토 대상 ${number(selected)}개, 제외 ${number(leftOut)}개`,
};
