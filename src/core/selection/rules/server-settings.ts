import { ruleTable } from '../rule-table.ts';

/** Settings that only a server's framework has, wherever they stand. */
export const frameworkSettings = ruleTable([
  {
    reason: 'Spring settings',
    path: /(?:^|\/)(?:application|bootstrap)(?:[-_][\w-]{1,60})?\.(?:ya?ml|properties|conf)$/,
  },
  {
    reason: '.NET settings',
    path: /(?:^|\/)(?:appsettings(?:\.[\w-]{1,60})?\.json|[wW]eb(?:\.\w{1,40})?\.config|global\.json|NuGet\.config|nuget\.config)$/,
  },
  {
    reason: 'logging settings',
    path: /(?:^|\/)(?:log4j2?|logback|logging|nlog|serilog)[\w.-]{0,40}\.(?:xml|properties|ya?ml|conf|json|config|ini|toml)$/i,
  },
  {
    reason: 'Spring or Java EE settings',
    names: [
      'web.xml',
      'applicationcontext.xml',
      'context.xml',
      'beans.xml',
      'ehcache.xml',
      'spring.factories',
      'struts.xml',
      'jboss-web.xml',
      'ejb-jar.xml',
    ],
  },
  {
    reason: 'Spring or Java EE settings',
    endings: ['.xml'],
    head: /<beans\b[^>]{0,400}springframework/,
  },
  { reason: 'service registration (Java)', path: /META-INF\/(?:services|spring)\// },
  {
    reason: 'template of server settings',
    path: /\.(?:ya?ml|conf|cfg|ini|toml|service|sql|env|properties|cnf|nginx)\.(?:j2|erb|tmpl|tpl|template|eex|gotmpl)$/,
  },
]);

/** Settings that a running server reads, unless they stand in the front end's folder. */
export const serverSettings = ruleTable([
  {
    reason: 'environment settings',
    path: /(?:^|\/)(?:\.env(?:\.[\w.-]{1,60})?|\.?env\.(?:example|sample|template|dist|defaults)|[\w-]{1,40}\.env(?:\.[\w-]{1,40})?|\.flaskenv|\.dev\.vars[\w.-]{0,40})$/,
  },
  {
    reason: 'server settings',
    path: /(?:^|\/)(?:redis|valkey|postgresql|pg_hba|my|mysqld|mongod|rabbitmq|kafka|uwsgi|gunicorn|puma|sidekiq|php|php-fpm|www|odoo|elasticsearch|clickhouse|celery)\.(?:conf|cnf|ini|ya?ml|cfg|config)$/,
  },
  { reason: 'server settings', endings: ['.hocon', '.conf', '.cnf', '.hjson', '.ini', '.cfg'] },
  {
    reason: 'server settings',
    path: /(?:^|\/)(?:config|configs|conf|settings|configuration|etc|deploy|deployment|deployments|infra|infrastructure|ops|main\/resources)\/[^\n]{0,200}\.(?:ya?ml|toml|json|json5|jsonc|properties|xml|edn|env|cue|jsonnet|libsonnet|dhall|pkl|template|j2|xml\.j2|yml\.erb|tmpl)$/,
  },
  {
    reason: 'server settings',
    path: /^(?:config|settings|server|app|application)(?:[.-][\w-]{1,40}){0,2}\.(?:ya?ml|toml|properties|xml|json|sample|example)$/,
  },
  {
    reason: 'server settings',
    path: /(?:^|\/)(?:server|backend|[\w-]{1,40}-(?:server|backend|api|service))\/[^\n]{0,200}\.(?:ya?ml|toml|properties)$/,
  },
  {
    reason: 'Symfony or Drupal settings',
    endings: ['.services.yml', '.routing.yml', '.install', '.module'],
  },
  {
    reason: 'configuration language',
    endings: ['.jsonnet', '.libsonnet', '.cue', '.dhall', '.pkl'],
  },
]);
