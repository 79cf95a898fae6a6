import { anyOf } from '../any-of.ts';
import { ruleTable } from '../rule-table.ts';

const SCRIPT = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'];

/** Places that a JavaScript framework reserves for code on the server, whatever the file holds. */
export const serverPlaces = ruleTable([
  { reason: 'Next.js API route', path: /(?:^|\/)pages\/api\/[^\n]{1,300}\.[mc]?[jt]sx?$/ },
  { reason: 'Next.js route handler', path: /(?:^|\/)app\/(?:[^\n]{1,300}\/)?route\.[jt]sx?$/ },
  {
    reason: 'Next.js middleware',
    endings: SCRIPT,
    path: /(?:^|\/)(?:middleware|proxy)\.[jt]s$/,
    head: /next\/server|next-auth\/middleware|NextRequest/,
  },
  { reason: 'Next.js server start', path: /(?:^|\/)instrumentation(?:\.node)?\.[jt]s$/ },
  {
    reason: 'SvelteKit server route',
    path: /(?:^|\/)\+(?:server|page\.server|layout\.server)\.[jt]s$/,
  },
  { reason: 'SvelteKit server hooks', path: /(?:^|\/)hooks\.server\.[jt]s$/ },
  { reason: 'server-only module (.server)', path: /\.server\.[mc]?[jt]sx?$/ },
  {
    reason: 'server-only module',
    path: /(?:^|\/)(?:server-only|\.server|lib\/server)\/[^\n]{1,300}\.[mc]?[jt]sx?$/,
  },
  {
    reason: 'Nuxt or Nitro server code',
    path: /(?:^|\/)server\/(?:api|routes|plugins|middleware|tasks|utils)\/[^\n]{1,300}\.[mc]?[jt]s$/,
  },
  {
    reason: 'serverless function',
    path: /(?:^|\/)(?:supabase|netlify|firebase|appwrite|lambda|lambdas|aws|azure)\/(?:edge-)?functions\/[^\n]{1,300}\.[mc]?[jt]s$|(?:^|\/)netlify\/edge-functions\//,
  },
  { reason: 'serverless function', path: /^(?:functions|lambdas?|api)\/[^\n]{1,300}\.[mc]?[jt]s$/ },
  {
    reason: 'GraphQL resolver',
    path: /(?:^|\/)resolvers\/[^\n]{1,300}\.[jt]s$|\.resolvers?\.[jt]s$/,
  },
  { reason: 'Strapi content type', path: /(?:^|\/)content-types\/[^\n]{1,200}\.(?:json|[jt]s)$/ },
]);

/** Files that a server's framework names by their task, outside a front end's folder. */
export const serverUnits = ruleTable([
  {
    reason: 'server unit by its name',
    path: /\.(?:controller|entity|repository|gateway|processor|subscriber|cron|worker-thread|middleware|migration|seeder|dao|mikro-orm|schema\.gql|handler|lambda|procedure|router\.trpc)\.[mc]?[jt]s$/,
  },
]);

/** Words in the text that settle that a script runs on the server, also when it holds markup. */
export const serverWords = ruleTable([
  {
    reason: 'server actions ("use server")',
    mentions: ['use server'],
    text: /^\s{0,8}['"]use server['"]/m,
  },
  { reason: 'server-only module', head: /^import ['"]server-only['"]/m },
  {
    reason: 'server-side rendering function (getServerSideProps)',
    mentions: ['getServerSideProps', 'getStaticProps', 'getStaticPaths'],
    text: /export (?:const|async function|function) get(?:ServerSideProps|StaticProps|StaticPaths)\b|export \{[^}]{0,200}\bgetServerSideProps\b/,
  },
  {
    reason: 'page with server props (getInitialProps)',
    mentions: ['getInitialProps'],
    text: /\.getInitialProps\s?=\s?async/,
  },
  {
    reason: 'loader or action on the server',
    mentions: ['loader', 'action', 'ServerLoad'],
    text: /^export (?:const (?:loader|action)\b\s{0,2}(?:=|:)|(?:async )?function (?:loader|action)\s?\()|^export (?:const|async function) (?:serverLoader|load): ?(?:PageServerLoad|LayoutServerLoad)/m,
  },
  {
    reason: 'server function (TanStack Start)',
    mentions: ['createServerF'],
    text: /\bcreateServerFn\s?\(|\bcreateServerFileRoute\(/,
  },
  {
    reason: 'tRPC router',
    mentions: ['TRPC', 'Procedure'],
    text: /\b(?:createTRPCRouter|initTRPC|(?:public|protected|private|authed|authenticated|admin|organisation|workspace|\w{1,30}Rate)Procedure)\b(?![^\n]{0,5}from)/,
    head: /^(?![\s\S]*(?:@trpc\/react-query|createTRPCReact))/,
  },
  {
    reason: 'NestJS provider',
    mentions: ['@nestjs/'],
    text: /^@(?:Controller|Injectable|Module|Resolver|Catch|WebSocketGateway|Processor)\(/m,
    head: /['"]@nestjs\//,
  },
  {
    reason: 'database entity',
    mentions: ['@Entity(', '@ObjectType(', '@InputType(', '@Table('],
    text: /^@(?:Entity|ObjectType|InputType|Table)\(/m,
  },
  {
    reason: 'server rendering',
    mentions: ['renderTo'],
    text: /\b(?:renderToString|renderToPipeableStream|renderToReadableStream|renderToStaticMarkup)\s?\(/,
  },
]);

/** A module of the project whose path says that it belongs to the server. */
export const SERVER_MODULES =
  /^(?!@prisma\/client)(?:[.@~#$/]|[a-z][\w-]{0,60}\/)(?:.{0,200}[/.@])?(?:prisma|database|server|server-only|server-utils|db|repositories|repository|backend|redis|mailer|queues|cron|webhooks?\/server|trpc\/server)(?:$|\/)/;

/** Things of a process that a browser does not have. */
export const SERVER_WORDS = anyOf([
  /\bprocess\.env(?:\.(?!NEXT_PUBLIC_|REACT_APP_|NODE_ENV|VUE_APP_|VITE_|EXPO_PUBLIC_|GATSBY_|STORYBOOK)[A-Z]|\[)/,
  /\bprocess\.(?:exit|argv|on|cwd|stdout|stderr)\b/,
  /\b__dirname\b/,
  /\bBuffer\.(?:from|alloc|concat)\(/,
  /\bcreateServer\(/,
  /\bDeno\./,
  /\bBun\./,
  /\brequire\(['"](?:node:)?(?:fs|path|http|https|crypto|child_process|os|express|mongoose|knex|pg)['"]\)/,
  /\b(?:req|request), ?(?:res|response|reply)\b/,
  /\bNextRequest\b/,
  /\bNextApiRequest\b/,
  /\bIncomingMessage\b/,
  /\b(?:prisma|tx|knex)\.\w{1,60}\.(?:find|create|update|delete|upsert|count|aggregate|groupBy)\w{0,12}\(/,
  /\bprisma\.\$/,
  /\bsql`/,
  /\bdb\s{0,4}\.(?:select|insert|update|delete|query|transaction|selectFrom|insertInto|updateTable)\b/,
  /\bmodule\.exports\s?=\s?\(?(?:router|app)\b/,
  /\brouter\.(?:get|post|put|patch|delete)\(/,
  /\bapp\.(?:get|post|put|use|listen)\(/,
  /\bthis\.(?:\w{1,40}Repository|knex|prisma|db|entityManager)\b/,
  /\bstrapi\./,
  /\bgetServerSession\(/,
  /\bMeteor\.(?:methods|publish)\(/,
  /\bPrismaClient\b/,
  /\bnew Worker\(['"]\w+['"], ?async/,
  /\bctx\.(?:prisma|db|session)\b/,
]);

/** A page, layout or component that reads or writes the database itself. */
export const DATABASE_WORDS = anyOf([
  /\bprisma\.(?:\$|\w{1,60}\.(?:find|create|update|delete|upsert|count|aggregate|groupBy)\w{0,12}\()/,
  /\bsql`/,
  /\bdb\s{0,4}\.(?:select|insert|update|delete|query\.\w{1,60}|transaction|selectFrom)\b/,
  /\bnew PrismaClient\(/,
  /\bknex\(/,
]);
