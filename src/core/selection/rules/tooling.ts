import { ruleTable } from '../rule-table.ts';

const CHECKERS = `
  eslint prettier stylelint oxlint oxfmt commitlint lint-staged lintstaged markdownlint yamllint
  ansible-lint hadolint textlint cspell swiftlint swiftformat scalafmt scalafix clang-format
  clang-tidy editorconfig rubocop erb-lint erb_lint haml-lint reek standard rustfmt clippy flake8
  pylint isort ruff mypy bandit golangci php-cs-fixer php_cs phpcs pint phpstan psalm mago rector
  phpmd credo formatter dialyzer_ignore sobelow spectral semgrep sonarcloud sonar-project
  codeclimate codacy codespell typos jshint jscs dprint biome sqlfluff buf.gen tflint checkov
  trivyignore gitleaks detekt ktlint checkstyle pmd spotbugs spotbugs-exclude stylecop knip depcheck
  syncpack ncu nyc c8 secretlint pre-commit-config pre-commit lefthook i18n-tasks i18next-parser
  lingui lychee djlint deepsource husky yo mergify`;

const BUILDERS = `
  vite vitest jest webpack rollup rspack rsbuild tsup tsdown esbuild parcel postcss tailwind uno
  windi karma playwright cypress wdio nightwatch protractor ava mocha craco metro next nuxt svelte
  astro gatsby remix react-router vue quasar turbo nx lerna rush size-limit bundlesize percy
  chromatic lighthouse contentlayer velite fumadocs source docusaurus orval codegen graphql-codegen
  module-federation storybook next-i18next i18next next-sitemap svgo capacitor ionic theme`;

/**
 * Settings of the tools that are named: `.eslintrc.json`, `eslint.config.js`, `vite.base.config.ts`,
 * `phpstan.neon`. Data may carry the bare name, scripts only with a dot before it or `config` behind.
 */
function settingsOf(tools: string): RegExp {
  const tool = tools
    .trim()
    .replaceAll('.', String.raw`\.`)
    .split(/\s+/)
    .join('|');
  const data = String.raw`(?:json5?|jsonc|ya?ml|toml|neon|xml|ini|cfg|properties|dist|conf)`;
  const code = String.raw`(?:[mc]?[jt]sx?|php|exs)`;
  const role = String.raw`(?:[.-][\w]{1,20}){0,3}`;
  return new RegExp(
    String.raw`^(?!\.github/workflows/)(?:[^\n]{1,400}/)?(?:` +
      [
        String.raw`\.(?:${tool})(?:rc)?${role}`,
        String.raw`(?:${tool})(?:rc)?(?:[.-](?:base|local|dist|strict|baseline|todo))?\.${data}(?:\.dist)?`,
        String.raw`(?:${tool})${role}[.-](?:config|conf|preset|workspace|dev|prod|common)${role}\.(?:${code}|${data})`,
      ].join('|') +
      ')$',
    'i',
  );
}

/**
 * Settings of a developer's tools: they change how code is written, checked or bundled, not what
 * a server does.
 */
export const tooling = ruleTable([
  {
    reason: 'editor or assistant settings',
    folders: [
      '.vscode',
      '.idea',
      '.fleet',
      '.zed',
      '.cursor',
      '.claude',
      '.agents',
      '.gemini',
      '.codex',
      '.windsurf',
      '.run',
      '.vs',
      '.settings',
    ],
  },
  { reason: 'git hooks of developers', folders: ['.husky', '.githooks', '.lefthook'] },
  {
    reason: 'development container',
    path: /(?:^|\/)\.devcontainer\/[^\n]{0,200}(?:\.json|\.sh|\.md)$/,
  },
  {
    reason: 'git settings',
    names: [
      '.gitignore',
      '.gitattributes',
      '.gitmodules',
      '.gitconfig',
      '.mailmap',
      '.git-blame-ignore-revs',
      '.hgignore',
      '.helmignore',
      '.gcloudignore',
      '.npmignore',
      '.eslintignore',
      '.prettierignore',
      '.stylelintignore',
      '.vercelignore',
      '.slugignore',
      '.cursorignore',
      '.cfignore',
      '.ignore',
    ],
  },
  // A plain `formatter.ts` may be anything: a script needs the dot or the word "config".
  { reason: 'linter or formatter settings', path: settingsOf(CHECKERS) },
  { reason: 'linter or formatter settings', folders: ['.rubocop_todo', '.trunk', '.semgrep'] },
  {
    reason: 'compiler settings',
    path: /(?:^|\/)(?:[jt]sconfig(?:[._-][\w.-]{1,40})?\.json|\.?babel(?:rc|\.config)(?:\.[a-z0-9]{2,5})?|\.?swcrc(?:\.json)?|\.browserslistrc|browserslist)$/,
  },
  { reason: 'bundler or test runner settings', path: settingsOf(BUILDERS) },
  {
    reason: 'bundler or test runner settings',
    path: /(?:^|\/)(?:(?:gulp|grunt|plop)file(?:\.babel)?\.[mc]?[jt]s|karma\.conf\.[jt]s|ember-cli-build\.js|(?:turbo|nx|lerna|rush|cypress|capacitor|ionic|chromatic|codegen)\.json|(?:jest|vitest)[.-]setup[\w.-]{0,40}\.[mc]?[jt]sx?|setupTests\.[jt]sx?|sentry\.client\.config\.[jt]s|sidebars\.[jt]s)$/i,
  },
  {
    reason: 'workspace settings',
    names: [
      'pnpm-workspace.yaml',
      '.npmrc',
      '.yarnrc',
      '.yarnrc.yml',
      '.pnpmfile.cjs',
      'lerna.json',
      'nx.json',
      'angular.json',
      'project.json',
      'workspace.json',
      'nest-cli.json',
      '.nvmrc',
      '.node-version',
      '.ruby-version',
      '.python-version',
      '.tool-versions',
      '.java-version',
      '.sdkmanrc',
      '.php-version',
      'mise.toml',
      '.mise.toml',
      '.envrc',
      'renovate.json',
      'renovate.json5',
      '.renovaterc',
      '.renovaterc.json',
      'components.json',
      '.all-contributorsrc',
      '.release-please-manifest.json',
      'release-please-config.json',
      '.releaserc',
      '.releaserc.json',
      'lingo.json',
      'i18n.json',
      'i18n.lock',
      'crowdin.yml',
      'skills-lock.json',
      'conductor.json',
      '.coveragerc',
      'codecov.yml',
      '.codecov.yml',
      '.coveralls.yml',
      'phpunit.xml',
      'phpunit.xml.dist',
      'pytest.ini',
      'tox.ini',
      '.rspec',
      '.simplecov',
      '.watchmanconfig',
      'devenv.nix',
      'flake.nix',
      'shell.nix',
      'default.nix',
      '.istanbul.yml',
      '.stackblitzrc',
      '.infisicalignore',
      '.cursorrules',
      'greptile.json',
      '.bazelrc',
      '.bazelversion',
      '.coderabbit.yaml',
      '.gitpod.yml',
      '.gitpod.dockerfile',
      'xunit.runner.json',
      'tslint.json',
      '.ncurc.json',
      '.mcp.json',
      '.watchr',
      'typedoc.json',
      '.solargraph.yml',
      '.doxygen',
      'doxyfile',
      '.lgtm.yml',
      '.snyk',
      '.dir-locals.el',
      '.sqlx-data.json',
    ],
  },
  { reason: 'repository housekeeping', path: /^\.github\/(?!workflows\/|actions\/)/ },
  { reason: 'repository housekeeping', path: /^\.gitlab\/(?:issue|merge_request)_templates\// },
  {
    reason: 'repository housekeeping workflow',
    path: /^\.(?:github|gitea|forgejo)\/workflows\/[^/]{0,60}(?:stale|label|triage|welcome|greet|assign|semantic-p|pr-title|translat|crowdin|i18n|lingui|locale|contributor|changelog|release-drafter|discord|issue|lock-thread|cla\b|spell|typo|reviewer|docs|storybook|chromatic|frontend|playwright|cypress|lighthouse|bundle-size|website)[^/]{0,60}\.ya?ml$/i,
  },
  {
    reason: 'IDE project file',
    endings: [
      '.slnf',
      '.iml',
      '.code-workspace',
      '.dotsettings',
      '.http',
      '.suo',
      '.xcscheme',
      '.pbxproj',
    ],
  },
  { reason: 'IDE project file', names: ['launchsettings.json'] },
]);
