/** Folders of a project that is the front end as a whole: what stands below is a page's. */
export const FRONT_ROOT =
  /^(?:[\w.-]{1,60}\/){0,3}?(?:[\w-]{1,40}[-_])?(?:frontend|front-end|front|client|www|website|webapp|web-app|webui|web-ui|web_ui|ui|spa|clients|storefront|dashboard-ui|admin-ui|panel|ui-ngx|browser|desktop|electron|javascripts?|console-src|common-components|design-system|react|vue|svelte|angular)\//i;

/** Packages of a workspace by what their name says. */
export const FRONT_PACKAGE =
  /^(?:[\w.-]{1,60}\/)?(?:packages|libs?|modules|apps)\/(?:[\w@.-]{1,60}[-/])?(?:ui|components?|react|vue|svelte|hooks|icons|design|theme|styles?|embeds?(?:-[\w-]{1,30})?|gui|front|widgets?|storybook|web-components|editor|charts?|browser|frontend|client|desktop|extension|docs|website|marketing|landing|www|[\w.]{1,40}-web|tailwind(?:-config)?)(?:-[\w-]{1,40})?\//i;

/** A single-page app called `web` or `admin`: its sources stand in `src` right below. */
export const FRONT_SRC = /^(?:web|www|site|admin|dashboard|gui|console)\/src\//i;

/** Where the frameworks of servers keep what they send to the browser. */
export const FRONT_BELOW =
  /(?:^|\/)(?:resources\/(?:assets\/)?(?:js|ts|scripts|vue)|admin\/src|main\/webapp|(?:static|public)\/(?:app|js|src|javascripts?)|assets\/(?:js|ts|scripts|javascripts?)|app\/packs|wwwroot)\//;

/** Where a repository keeps what both of its sides use. */
export const SHARED_ROOT =
  /^(?:(?:packages|libs|apps|modules|src)\/)?(?:shared|common|universal|isomorphic|contracts?|types|schemas?|validators?|validation|protocol|dtos?)\/|^(?:packages|libs)\/(?:utils?|lib|core|constants|helpers)\//i;

/** A folder that is the server's also inside a front end's project (`web/src/…/server/x.ts`). */
export const SERVER_BELOW =
  /(?:^|\/)(?:server|backend|server-[\w-]{1,40}|[\w-]{1,40}-(?:server|backend|api))\//;

/** Folder names that hint at the side of a script; the one nearest to the file decides. */
export const SERVER_FOLDERS = new Set(
  words(`
    server servers backend api apis controllers controller resolvers routers repositories repository
    middlewares db database databases prisma drizzle graphql trpc rpc grpc
    jobs queues queue cron crons tasks workers consumers producers subscribers listeners workflows
    lambdas lambda functions webhooks webhook seeds seeders cli bin scripts mcp
    service services model models entity entities dao daos domain domains usecases use-cases
    commands handlers event-handlers gateways microservices policies guards interceptors
    mail mailer mailers email emails auth actions cache redis storage events providers
    integrations credentials nodes billing infra infrastructure deploy cdk`),
);
export const BROWSER_FOLDERS = new Set(
  words(`
    components component ui hooks hook composables composable views pages page screens screen
    layouts layout client frontend static public assets stores store redux slices slice reducers
    reducer sagas contexts context icons browser theme themes styles elements widgets widget modals
    dialogs forms swr react-query animations directives pipes mixins navigation fonts images
    javascript javascripts js packs e2e storybook editor react vue svelte`),
);
export const SHARED_FOLDERS = new Set(
  words(`
    shared common universal isomorphic types typings interfaces dto dtos contract contracts schema
    schemas validation validations validators constants zod protocol sdk core lib libs utils
    helpers`),
);

/** A page or layout of a framework whose projects hold server code beside it. */
export const FULL_STACK_PATH =
  /(?:^|\/)(?:page|layout|route|_app|_document|root|entry\.server)\.[jt]sx?$|(?:^|\/)app\/(?:[^\n]{1,200}\/)?(?:\([\w.-]{1,60}\)|\[{1,2}[\w.]{1,60}\]{1,2})\/|(?:^|\/)\+(?:page|layout)\b|(?:^|\/)pages\/(?:[^\n]{1,200}\/)?\[[\w.]{1,60}\]/;
export const FULL_STACK_IMPORT =
  /^(?:next(?:\/|$)|next-auth|@remix-run\/|@react-router\/|\$app\/|\$lib\/|@sveltejs\/kit|#imports|#app|@tanstack\/(?:react|solid)-start|@solidjs\/start|blitz|@blitzjs|@redwoodjs|@inertiajs)/;

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
