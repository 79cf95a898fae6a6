import { ruleTable } from '../rule-table.ts';

/** SQL, schemas of stores, and the migrations of every tool that has its own folder or words. */
export const databases = ruleTable([
  {
    reason: 'SQL migration',
    endings: ['.sql'],
    path: /(?:^|[/_.-])(?:migrat\w{0,10}|changelogs?|flyway|liquibase|alembic|sqitch|deploy|revert|dbmate|goose)[/_.-]|(?:^|\/)[VUR]\d[\w.]{0,40}__|\.(?:up|down)\.sql$/i,
  },
  { reason: 'dbt model', endings: ['.sql'], text: /\{\{\s{0,4}(?:ref|source|config)\s?\(/ },
  {
    reason: 'SQL',
    endings: [
      '.sql',
      '.ddl',
      '.psql',
      '.plsql',
      '.pks',
      '.pkb',
      '.tsql',
      '.hql',
      '.cql',
      '.prc',
      '.surql',
    ],
  },
  { reason: 'Prisma schema', endings: ['.prisma'] },
  { reason: 'database schema (DBML)', endings: ['.dbml'] },
  { reason: 'graph query', endings: ['.cypher', '.cyp', '.edgeql', '.esdl'] },
  { reason: 'Rails migration', path: /(?:^|\/)db\/(?:post_)?migrate\/[^\n]{1,200}\.rb$/ },
  {
    reason: 'seed data script',
    path: /(?:^|\/)(?:db|database|prisma)\/(?:seeds?|seeders)(?:\/|\.)[^\n]{0,200}\.?(?:rb|php|[mc]?[jt]s|py|exs|go)$/,
  },
  { reason: 'Laravel migration', path: /(?:^|\/)database\/migrations\/[^\n]{1,200}\.php$/ },
  { reason: 'Ecto migration', path: /(?:^|\/)repo\/migrations\/[^\n]{1,200}\.exs$/ },
  { reason: 'Django migration', path: /(?:^|\/)migrations\/\d{4}_[^/]{1,120}\.py$/ },
  {
    reason: 'Alembic migration',
    path: /(?:^|\/)(?:alembic|migrations)\/(?:versions\/)?[^/]{1,120}\.py$/,
  },
  {
    reason: 'Doctrine or Phinx migration',
    path: /(?:^|\/)(?:db\/)?migrations\/[^\n]{1,200}\.php$/i,
  },
  { reason: 'Entity Framework migration', path: /(?:^|\/)Migrations\/[^\n]{1,200}\.(?:cs|fs|vb)$/ },
  {
    reason: 'database migration',
    path: /^(?![^\n]{0,300}\b(?:stores?|redux|client|frontend|webapp|components)\/)(?:[^\n]{1,300}\/)?(?:migrations?|db-migrations|migrate)\/[^\n]{1,200}\.(?:[mc]?[jt]s|go|rs|kt|java|scala|ex|exs|rb|py|clj|edn|php|ya?ml|xml)$/,
  },
  {
    reason: 'Liquibase change log',
    text: /<databaseChangeLog\b|^databaseChangeLog:/m,
    endings: ['.xml', '.yaml', '.yml', '.json'],
  },
  { reason: 'MyBatis mapper', endings: ['.xml'], head: /<mapper\s+namespace=|mybatis\.org\/dtd/ },
  { reason: 'Hibernate or JPA mapping', endings: ['.hbm.xml'] },
  {
    reason: 'Hibernate or JPA mapping',
    names: ['persistence.xml', 'orm.xml', 'hibernate.cfg.xml'],
  },
  { reason: 'dbt settings', names: ['dbt_project.yml', 'profiles.yml', 'packages.yml'] },
  {
    reason: 'dbt model properties',
    path: /(?:^|\/)models\/[^\n]{0,200}\.ya?ml$/,
    text: /^(?:models|sources|exposures|metrics):/m,
  },
  { reason: 'Cube data model', endings: ['.js', '.yml', '.yaml'], text: /^(?:cube\(|cubes:)/m },
  {
    reason: 'Firestore or database rules',
    names: ['firestore.rules', 'storage.rules', 'database.rules.json', 'firestore.indexes.json'],
  },
  {
    reason: 'database tool settings',
    path: /(?:^|\/)(?:drizzle\.config\.[mc]?[jt]s|prisma\.config\.[mc]?[jt]s|knexfile\.[mc]?[jt]s|ormconfig\.[a-z]{2,4}|sqlc\.(?:ya?ml|json)|alembic\.ini|diesel\.toml|atlas\.hcl|flyway\.conf|mikro-orm\.config\.[jt]s|database\.ya?ml)$/,
  },
]);
