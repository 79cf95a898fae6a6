import { packageList } from '../package-list.ts';

/** Modules of a process on a server. Those that both sides use (`node:path`, `zod`) are on no list. */
export const isServerPackage = packageList(`
  node:* !node:test !node:assert !node:path !node:url !node:util !node:events !node:buffer
  !node:timers
  fs fs/promises crypto http http2 https net tls dns os child_process cluster worker_threads stream
  zlib async_hooks perf_hooks readline v8 vm
  bun:* jsr:@std/* jsr:@hono/* https://deno.land/* cloudflare:* astro:db
  express express-* fastify @fastify/* koa koa-* @koa/* hono @hono/* h3 nitropack restify elysia
  @elysiajs/* polka @hapi/* @nestjs/* @adonisjs/* @feathersjs/* @strapi/strapi @keystone-6/*
  @medusajs/framework probot moleculer serverless-http cors helmet morgan multer formidable busboy
  body-parser cookie-parser
  next/server next/headers next/cache next-auth !next-auth/react server-only @remix-run/node
  @remix-run/server-runtime @react-router/node @react-router/serve @sveltejs/kit/node
  $env/static/private $env/dynamic/private $lib/server @simplewebauthn/server better-auth/node
  @trpc/server/adapters @apollo/server apollo-server* graphql-yoga type-graphql nexus mercurius
  @pothos/* @grpc/grpc-js
  drizzle-orm kysely knex typeorm sequelize mongoose mongodb mysql mysql2 pg postgres better-sqlite3
  sqlite3 @mikro-orm/* @prisma/adapter-* @planetscale/* @neondatabase/* @libsql/* @clickhouse/*
  @elastic/* @opensearch-project/* ioredis redis @upstash/*
  bull bullmq @bull-board/* bee-queue agenda kafkajs amqplib nats inngest @temporalio/*
  @trigger.dev/sdk ws
  nodemailer resend @sendgrid/* twilio stripe openai @anthropic-ai/* @slack/bolt @slack/web-api
  jsonwebtoken bcrypt bcryptjs argon2 passport passport-* ldapjs samlify winston pino pino-*
  prom-client @opentelemetry/sdk-* dotenv commander yargs execa fs-extra chokidar sharp archiver
  dockerode ssh2 geoip-lite maxmind undici supertest testcontainers @testcontainers/*
  mongodb-memory-server
  aws-sdk @aws-sdk/* @aws-lambda-powertools/* aws-lambda aws-cdk-lib constructs @google-cloud/*
  @azure/* firebase-admin firebase-functions @pulumi/* cdktf @octokit/webhooks
  @modelcontextprotocol/sdk/server`);

/** Modules that draw, or that only a page, an app or an editor has. */
export const isBrowserPackage = packageList(`
  react-* !react-email !@react-email/* !react-router/node preact @preact/* @react-native/*
  @react-navigation/* @react-aria/* @react-spring/* @react-three/* expo expo-*
  vue vue-* @vue/* @vueuse/* vuex pinia @pinia/* @nuxt/ui vuetify element-plus primevue quasar
  primereact #imports #app
  svelte $app/navigation $app/stores $app/state $app/environment @sveltejs/svelte-*
  @angular/* !@angular/ssr @ngrx/* @ngneat/* @ngx-* ngx-*
  solid-js lit lit-* lit-element ember ember-* @ember/* @glimmer/* backbone knockout alpinejs
  htmx.org @hotwired/* @rails/ujs @rails/activestorage @rails/actioncable @inertiajs/* jquery
  next/link next/image next/router next/dynamic next/font next/script next/legacy next-auth/react
  next-themes nuqs better-auth/react @docusaurus/*
  redux redux-* @reduxjs/* reselect zustand jotai recoil mobx mobx-* valtio xstate swr urql
  @tanstack/react-* @tanstack/vue-* @tanstack/svelte-* @tanstack/solid-* @tanstack/angular-*
  @tanstack/query-* @tanstack/virtual* @tanstack/table* @tanstack/router* !@tanstack/react-start
  @trpc/react-query @trpc/next @trpc/tanstack-react-query @apollo/client
  @radix-ui/* @mui/* @material-ui/* @chakra-ui/* @headlessui/* @heroicons/* @mantine/* @emotion/*
  @ant-design/* antd @fluentui/* @floating-ui/* @tabler/icons* @iconify/* @phosphor-icons/*
  @fortawesome/* @primer/* @carbon/* @ionic/* @mdi/* bootstrap lucide lucide-* cmdk vaul sonner
  @dnd-kit/* @hookform/* formik downshift notistack embla-carousel-* swiper tippy.js toastr
  sweetalert2 nprogress framer-motion motion clsx classnames tailwind-merge
  class-variance-authority styled-components styled-system polished
  d3 d3-* chart.js echarts recharts three @visx/* @nivo/* leaflet mapbox-gl maplibre-gl konva
  pixi.js phaser hls.js video.js monaco-editor codemirror @codemirror/* prosemirror-view @tiptap/*
  @lexical/react html-to-image html2canvas file-saver dompurify js-cookie idb localforage dexie
  workbox-* web-vitals posthog-js i18next-browser-languagedetector usehooks-ts axios-hooks
  @vercel/blob/client @uppy/* @stripe/stripe-js @stripe/react-stripe-js @sentry/react @sentry/vue @sentry/browser
  @sentry/svelte @sentry/angular @simplewebauthn/browser @grafana/ui @grafana/data
  @grafana/runtime @backstage/core-components @backstage/core-plugin-api
  @testing-library/* @storybook/* @vue/test-utils cypress @cypress/* @playwright/experimental-ct-*
  meteor/templating meteor/blaze* meteor/tracker meteor/session meteor/ostrio:flow-router-extra
  electron @tauri-apps/* @capacitor/* webextension-polyfill vscode virtual:*`);
