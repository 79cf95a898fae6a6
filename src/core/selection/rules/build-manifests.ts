import { isFrontPlace } from '../javascript.ts';
import { ruleTable, type RuleTable } from '../rule-table.ts';

/**
 * What a server is built from: a dependency that is raised there runs there. A package.json counts
 * when it names a server's libraries (`serverPackage`); others are the front end's, or a
 * workspace's.
 */
export const buildManifests = ruleTable([
  { reason: 'Go module', names: ['go.mod', 'go.work'] },
  { reason: 'Maven build', names: ['pom.xml', 'settings.xml'] },
  { reason: 'Gradle build', endings: ['.gradle', '.gradle.kts', '.versions.toml'] },
  { reason: 'Gradle build', names: ['gradle.properties'] },
  { reason: 'sbt build', endings: ['.sbt'] },
  { reason: 'sbt build', names: ['build.properties', 'build.sc', 'build.mill'] },
  { reason: 'Ruby dependencies', names: ['gemfile', 'gems.rb', 'rakefile'] },
  { reason: 'Ruby dependencies', endings: ['.gemspec', '.rake'] },
  {
    reason: 'Python dependencies',
    path: /(?:^|\/)(?:[\w.-]{0,40}requirements[\w.-]{0,40}\.(?:txt|in)|requirements\/[\w.-]{1,60}\.(?:txt|in)|constraints[\w.-]{0,40}\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|environment\.ya?ml|conda\.ya?ml|MANIFEST\.in|runtime\.txt)$/,
  },
  { reason: 'Cargo manifest', names: ['cargo.toml', 'rust-toolchain', 'rust-toolchain.toml'] },
  { reason: 'Cargo settings', path: /(?:^|\/)\.cargo\/config(?:\.toml)?$/ },
  { reason: 'PHP dependencies', names: ['composer.json'] },
  {
    reason: '.NET build',
    endings: [
      '.csproj',
      '.fsproj',
      '.vbproj',
      '.sln',
      '.slnx',
      '.props',
      '.targets',
      '.esproj',
      '.proj',
      '.nuspec',
    ],
  },
  { reason: '.NET build', names: ['packages.config', 'paket.dependencies', 'dotnet-tools.json'] },
  {
    reason: 'Elixir or Erlang build',
    names: ['mix.exs', 'rebar.config', 'rebar3.config', 'vm.args'],
  },
  {
    reason: 'Clojure build',
    names: ['project.clj', 'deps.edn', 'build.boot', 'shadow-cljs.edn', 'bb.edn'],
  },
  { reason: 'Haskell build', endings: ['.cabal'] },
  { reason: 'Haskell build', names: ['package.yaml', 'stack.yaml', 'cabal.project'] },
  { reason: 'OCaml build', names: ['dune', 'dune-project'] },
  { reason: 'Perl dependencies', names: ['cpanfile', 'makefile.pl', 'build.pl'] },
  {
    reason: 'build file',
    path: /(?:^|\/)(?:(?:GNU)?[Mm]akefile(?:\.[\w.-]{1,40})?|[\w.-]{1,40}\.mk|CMakeLists\.txt|[\w.-]{1,40}\.cmake|meson\.build|BUILD(?:\.bazel)?|WORKSPACE(?:\.bazel)?|MODULE\.bazel|[\w.-]{1,40}\.bzl|[Jj]ustfile|Taskfile\.ya?ml|magefile\.go|Earthfile|SConstruct|conanfile\.(?:py|txt)|vcpkg\.json|configure\.ac|Package\.swift|shard\.yml|v\.mod|build\.zig(?:\.zon)?|[\w.-]{1,40}\.nimble|deno\.jsonc?|bunfig\.toml|jitpack\.yml|lein|crossplane\.yaml)$/,
  },
]);

/** Packages of a front end; types of the server among their dependencies don't change that. */
export const frontPackage: RuleTable = (file) =>
  file.name === 'package.json' &&
  (isFrontPlace(file.path) || /^(?:www|website|docs|site|marketing)\//.test(file.path))
    ? 'package.json of a front end'
    : undefined;

/** Libraries in a package.json that only make sense in a process on a server. */
export const serverPackage = ruleTable([
  {
    reason: 'package.json of a server',
    names: ['package.json'],
    text: /"(?:express|fastify|koa|hono|@hono\/node-server|@nestjs\/(?:core|common)|@hapi\/hapi|restify|h3|nitropack|elysia|polka|@trpc\/server|graphql-yoga|@apollo\/server|apollo-server[\w-]{0,20}|mercurius|type-graphql|@prisma\/client|prisma|drizzle-orm|kysely|knex|typeorm|sequelize|mongoose|mongodb|@mikro-orm\/core|pg|postgres|mysql2?|better-sqlite3|sqlite3|ioredis|redis|bullmq?|kafkajs|amqplib|nodemailer|jsonwebtoken|bcrypt(?:js)?|argon2|passport|next-auth|winston|pino|@remix-run\/node|@react-router\/node|@sveltejs\/adapter-node|@aws-sdk\/[\w-]{1,60}|aws-sdk|aws-lambda|firebase-admin|firebase-functions|serverless|probot|inngest|@temporalio\/[\w-]{1,30}|@cloudflare\/workers-types|@strapi\/strapi|@medusajs\/[\w-]{1,30}|@adonisjs\/core|@feathersjs\/feathers|moleculer|meteor-node-stubs|socket\.io|ws|server-only|stripe|resend|openai|@google-cloud\/[\w-]{1,40}|@upstash\/[\w-]{1,40}|undici|kysely-\w{1,30}|dockerode|supertest)"\s?:/,
  },
  {
    reason: 'package.json of a server',
    names: ['package.json'],
    path: /(?:^|\/)(?:server|backend|api|apis|worker|workers|functions|lambdas?|services?|microservices|db|database|prisma|infra|cdk|trpc)(?:\/[\w.-]{1,60})?\/package\.json$/,
  },
]);

export const otherPackage = ruleTable([
  { reason: 'package.json without server libraries', names: ['package.json'] },
]);
