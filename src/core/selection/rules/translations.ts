import { ruleTable } from '../rule-table.ts';

/** Words of a user interface in other languages. */
export const translations = ruleTable([
  {
    reason: 'translation',
    endings: [
      '.po',
      '.pot',
      '.mo',
      '.xlf',
      '.xliff',
      '.resx',
      '.strings',
      '.stringsdict',
      '.xcstrings',
      '.arb',
      '.ftl.properties',
      '.qm',
      '.lang',
      '.l10n',
    ],
  },
  { reason: 'translation', endings: ['.ftl'], head: /^[a-z][\w-]{0,80} = /m },
  {
    reason: 'translation',
    path: /(?:^|[/_-])(?:messages?|strings|labels|translations?|i18n|lang(?:uage)?s?|validationmessages)(?:_[a-zA-Z]{2,3}){0,3}\.properties$/i,
  },
  { reason: 'translation', path: /(?:^|\/)templates\/[^\n]{1,300}\.properties$/ },
  { reason: 'translation', path: /_[a-z]{2}(?:_[A-Z]{2})?\.properties$/ },
  {
    reason: 'translation',
    path: /(?:^|\/)(?:i18n|l10n|locales?|langs?|languages?|translations?|messages|intl|nls|_locales)\/(?:[^\n]{0,200}\/)?[^/]{1,80}\.(?:json5?|ya?ml|toml|properties|txt|html?|md)$/i,
  },
  {
    reason: 'translation',
    path: /(?:^|\/)(?:i18n|l10n|locales?|lang|translations?)\/(?:[^\n]{0,100}\/)?(?!api\/|api\.|db\/|db\.|io\.|go\.|js\.|ts\.|php\.|sql\.|css\.|xml\.|cpp\.|vue\.|jsx?\.|lib\/)[a-z]{2,3}(?:[_-][A-Za-z]{2,4}){0,2}(?:\/[^\n]{1,200})?\.(?:php|m?js|ts|rb|py|exs?)$/,
  },
  { reason: 'translation', path: /(?:^|\/)(?:locales|translations)\/index\.[jt]s$/ },
  { reason: 'translation', path: /(?:^|\/)(?:strings|plurals)\.xml$/ },
  {
    reason: 'translation',
    path: /(?:^|\/)(?:translations?|locales?|i18n)[._-][a-z]{2,3}(?:[_-][A-Za-z]{2,4})?\.(?:json|ya?ml|js|ts)$/,
  },
]);
