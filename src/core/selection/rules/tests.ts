import { ruleTable } from '../rule-table.ts';

/** Data that tests read. */
export const fixtures = ruleTable([
  {
    reason: 'test fixture',
    path: /(?:^|\/)(?:testdata|test-data|test_data|__fixtures__|cassettes|vcr_cassettes|__files|wiremock|test[-_]?fixtures)\//i,
  },
  {
    reason: 'test fixture',
    path: /(?:^|\/)fixtures\/[^\n]{1,300}\.(?:json|ya?ml|xml|txt|html?|csv|sql|toml|md|graphql|proto|erb|lock|env|conf|ini)$/i,
  },
  {
    reason: 'test fixture',
    path: /(?:^|\/)(?:tests?|__tests__|src\/test\/resources|api_tests|e2e)\/(?:[^\n]{1,300}\/)?(?!docker-compose|compose|application|appsettings|package\.json|pyproject|requirements)[^/]{1,100}\.(?:json|xml|txt|html?|csv|har|response|request|input|expected)$/i,
  },
]);

/** Tests that drive a page in a browser. */
export const browserTests = ruleTable([
  {
    reason: 'browser test',
    folders: ['cypress', 'playwright', 'nightwatch', 'testcafe', 'puppeteer'],
  },
  {
    reason: 'browser test',
    path: /(?:^|\/)(?:spec\/(?:features|system)|specs\/features\/browser_ui|test\/system|tests\/Browser|features\/step_definitions)\//,
  },
  { reason: 'browser test', path: /\.(?:cy|pw)\.[jt]sx?$/ },
  {
    reason: 'browser test',
    path: /\.[cm]?[jt]sx?$/,
    text: /\bpage\.(?:goto|click|getBy\w{1,20}|locator|waitFor\w{1,20}|fill|keyboard|evaluate)\(|\bcy\.(?:visit|get|intercept|contains)\(|\bimport \{[^}]{0,200}\bPage\b[^}]{0,200}\} from ['"](?:@playwright|playwright|puppeteer)/,
    head: /playwright|cypress|puppeteer|\bPage\b|\bcy\.|\bpage\b/,
  },
  { reason: 'browser test', endings: ['.py'], head: /^(?:from|import) (?:selenium|playwright)\b/m },
  {
    reason: 'browser test',
    endings: ['.java', '.kt'],
    head: /^import (?:org\.openqa\.selenium|com\.microsoft\.playwright|com\.codeborne\.selenide)\./m,
  },
  {
    reason: 'browser test',
    endings: ['.cs'],
    head: /^using (?:OpenQA\.Selenium|Microsoft\.Playwright)\b/m,
  },
]);

/** Words that show a test of components. */
export const COMPONENT_TEST =
  /@testing-library\/(?:react|vue|svelte|angular|dom|user-event|jest-dom)|@vue\/test-utils|enzyme|@vitest-environment (?:jsdom|happy-dom)|@jest-environment jsdom|\brenderHook\(|\bTestBed\.|\bmount\(/;

/** Words that show a test that speaks to a server without a page. */
export const API_TEST =
  /\brequest\.(?:get|post|put|patch|delete|head)\(|\brequest\(\w{1,40}(?:\.\w{1,40}(?:\(\))?)?\)\s{0,20}\.(?:get|post|put|patch|delete)\(|['"]supertest['"]|\bapp\.inject\(/;

const IN_TEST_FOLDER =
  /(?:^|\/)(?:tests?|specs?|__tests?__|__mocks?__|testing|testutils?|test[-_]utils?|test-support|testhelpers?|t|api_tests|integration[-_]tests?|(?<!\/api\/)e2e(?:-[\w]{1,30})?|androidTest|src\/test|[\w.]{1,60}\.(?:Unit|Integration|Functional)?Tests?|[\w-]{1,60}-tests?)\//i;
const TEST_NAME =
  /(?:[._-](?:test|tests|spec|specs|e2e-spec|itest)\.[a-z]{1,5}|_test\.\w{1,5}|(?:^|\/)test_[^/]{1,100}\.py|(?:^|\/)conftest\.py|(?:^|\/)tests\.py|(?:Test|Tests|TestCase|IT|Spec|Specs|Suite)\.(?:java|kt|scala|groovy|cs|fs|php|vb|hs)|_spec\.\w{1,5}|\.bench\.[jt]s)$/;

/** Whether a file belongs to the tests by its path. */
export function isTest(path: string): boolean {
  return TEST_NAME.test(path) || IN_TEST_FOLDER.test(path);
}

/** The path of the file that a test beside it is about: `a/b.test.ts` and `a/__tests__/b.ts` → `a/b`. */
export function subjectOf(path: string): string {
  return path
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/[._-](?:integration|unit|e2e|int|db|api)(?=[._-](?:test|spec)$)/, '')
    .replace(/[._-](?:test|tests|spec|specs|e2e-spec|itest|bench)$/, '')
    .replace(/\/__(?:tests?|mocks?)__\//, '/');
}
