import { describe } from 'vitest';
import { golden } from './golden.ts';

// Names that mean two things: the one is server code, the other is not.
describe('a tool’s name is not always the tool', () => {
  golden([
    ['src/formatter.ts', 'export const a = 1;\n', 'in: module without browser code'],
    ['lib/standard.js', 'module.exports = 1;\n', 'in: shared module (in lib/)'],
    ['src/models/parcel.ts', 'export class Parcel {}\n', 'in: server code (in models/)'],
    ['parcel.config.js', 'module.exports = {};\n', 'out: bundler or test runner settings'],
    ['.prettierrc.mjs', 'export default {};\n', 'out: linter or formatter settings'],
    ['phpstan.neon.dist', 'parameters:\n', 'out: linter or formatter settings'],
    ['vite.base.config.ts', 'export default {};\n', 'out: bundler or test runner settings'],
    ['src/languages/go.ts', 'export const go = 1;\n', 'in: module without browser code'],
    ['src/locales/pt-BR/errors.ts', "export default { a: 'b' };\n", 'out: translation'],
  ]);
});

describe('a folder’s name is not always the kind', () => {
  golden([
    ['server/routes/docs/index.ts', 'export default 1;\n', 'in: Nuxt or Nitro server code'],
    ['apps/docs/lib/nav.ts', 'export default 1;\n', 'out: documentation site'],
    ['src/main/java/a/mobile/Push.java', 'package a.mobile;\n', 'in: Java source'],
    ['app/controllers/api/mobile/orders_controller.rb', 'class A\nend\n', 'in: Ruby source'],
    ['apps/mobile/src/money.ts', 'export const a = 1;\n', 'out: mobile app'],
    ['src/components/charts/sizes.json', '{}', 'out: not known as backend code'],
    [
      'packages/grafana-data/package.json',
      '{"dependencies": {"react": "19"}}',
      'out: package.json without server libraries',
    ],
    ['ops/prometheus/alerts.yml', 'groups: []\n', 'in: monitoring settings'],
    [
      'src/store/migrations/v2.ts',
      'export const up = (s: object) => s;\n',
      'out: front end (in store/)',
    ],
    [
      'app/assets/javascripts/models/topic.js',
      'export default class Topic {}\n',
      'out: in the front end’s folder',
    ],
    ['public/app/search/api/query.ts', 'export const q = 1;\n', 'out: in the front end’s folder'],
    ['src/Shop/wwwroot/cart.js', 'var cart = 1;\n', 'out: in the front end’s folder'],
    ['web/src/server/limits.ts', 'export const max = 1;\n', 'in: in the server’s folder'],
    [
      'packages/shop-server/src/OrderBook/total.ts',
      'export const t = 1;\n',
      'in: in the server’s folder',
    ],
    ['src/OrderBook/total.ts', 'export const t = 1;\n', 'out: folder of a component (OrderBook/)'],
    ['ui/server/index.ts', "import express from 'express';\n", 'in: server code (imports express)'],
    ['web/server/app.py', 'import flask\n', 'in: Python source'],
  ]);
});

describe('a word in the text is not always the thing', () => {
  golden([
    [
      'web/queries/user.graphql',
      'query User {\n  user {\n    type\n    input\n  }\n}\n',
      'out: GraphQL query of a client',
    ],
    [
      'api/paths/users.yaml',
      "'/users':\n  get:\n    operationId: listUsers\n",
      'in: part of an OpenAPI description',
    ],
    [
      'src/documents.ts',
      'export const title = (document: Doc) => document.title_text;\n',
      'in: module without browser code',
    ],
    [
      'src/i18n.ts',
      "import { createInstance } from 'i18next';\nimport { initReactI18next } from 'react-i18next';\nimport Backend from 'i18next-fetch-backend';\n",
      'out: browser code (imports react-i18next)',
    ],
    [
      'src/status.ts',
      "import { OrderStatus } from '@prisma/client';\nexport const open = [OrderStatus.OPEN];\n",
      'in: module without browser code',
    ],
    [
      'app/page.tsx',
      "export default function Page() {\n  async function save() {\n    'use server';\n  }\n  return <form action={save} />;\n}\n",
      'in: server actions ("use server")',
    ],
    [
      'src/a.ts',
      "// never write 'use client' here\nimport { Pool } from 'pg';\n",
      'in: server code (imports pg)',
    ],
    [
      'src/http.js',
      "import axios from 'axios';\nexport const http = axios.create({ baseURL: process.env.REACT_APP_API });\n",
      'out: uses the browser (axios.create)',
    ],
    [
      'apps/extension/src/background.ts',
      'chrome.runtime.onMessage.addListener(() => {});\n',
      'out: browser extension',
    ],
  ]);
});
