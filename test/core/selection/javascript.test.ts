import { describe, expect, test } from 'vitest';
import { candidate, golden, verdict, verdicts } from './golden.ts';

describe('server code in JavaScript and TypeScript', () => {
  golden([
    [
      'apps/web/pages/api/users.ts',
      'export default function handler() {}\n',
      'in: Next.js API route',
    ],
    ['apps/web/pages/api/og.tsx', 'export default () => <div/>;\n', 'in: Next.js API route'],
    [
      'apps/web/app/(site)/users/[id]/route.ts',
      'export async function GET() {}\n',
      'in: Next.js route handler',
    ],
    [
      'apps/web/pages/users.tsx',
      'export async function getServerSideProps() {}\nexport default () => <a/>;\n',
      'in: server-side rendering function (getServerSideProps)',
    ],
    [
      'apps/web/app/users/actions.ts',
      "'use server';\nexport async function save() {}\n",
      'in: server actions ("use server")',
    ],
    ['apps/web/lib/session.ts', "import 'server-only';\n", 'in: server-only module'],
    ['src/routes/users/+server.ts', 'export function GET() {}\n', 'in: SvelteKit server route'],
    ['src/routes/users/+page.server.ts', 'export const load = 1;\n', 'in: SvelteKit server route'],
    [
      'app/routes/users.tsx',
      'export async function loader() {}\nexport default () => <a/>;\n',
      'in: loader or action on the server',
    ],
    ['app/utils/auth.server.ts', 'export const a = 1;\n', 'in: server-only module (.server)'],
    ['server/api/users.get.ts', 'export default 1;\n', 'in: Nuxt or Nitro server code'],
    [
      'apps/web/src/routers/user.tsx',
      'export const users = createTRPCRouter({});\n',
      'in: tRPC router',
    ],
    [
      'src/users/users.service.ts',
      "import { Injectable } from '@nestjs/common';\n\n@Injectable()\nexport class A {}\n",
      'in: NestJS provider',
    ],
    [
      'src/users/users.controller.ts',
      'export class UsersController {}\n',
      'in: server unit by its name',
    ],
    ['lib/queue.ts', "import { Queue } from 'bullmq';\n", 'in: server code (imports bullmq)'],
    [
      'lib/files.mjs',
      "import { readFile } from 'node:fs/promises';\n",
      'in: server code (imports node:fs/promises)',
    ],
    [
      'lib/keys.ts',
      'export const key = process.env.SIGNING_KEY;\n',
      'in: server code (uses process.env.S)',
    ],
    [
      'lib/cached.ts',
      "import { cache } from 'react';\nimport { db } from './db';\n",
      'in: server code (imports ./db)',
    ],
    [
      'app/orders/page.tsx',
      "import { db } from '../db';\nexport default async () => <p>{await db.select()}</p>;\n",
      'in: component that queries the database',
    ],
    [
      'src/emails.tsx',
      "import { Hono } from 'hono';\nexport const app = new Hono().get('/', (c) => c.html(<p/>));\n",
      'in: server code (imports hono)',
    ],
    ['supabase/functions/pay/index.ts', 'Deno.serve(() => {});\n', 'in: serverless function'],
  ]);
});

describe('code of pages', () => {
  golden([
    ['src/App.tsx', 'export const App = () => <main/>;\n', 'out: component (JSX)'],
    ['src/Card.vue', '<template/>\n', 'out: Vue component'],
    ['src/Card.svelte', '<p/>\n', 'out: Svelte component'],
    [
      'app/users/form.tsx',
      "'use client';\nexport const A = 1;\n",
      'out: client component ("use client")',
    ],
    [
      'app/users/page.tsx',
      "import { getUsers } from '@/lib/users';\nexport default async () => <a/>;\n",
      'out: component (JSX)',
    ],
    [
      'src/render.ts',
      "import { createRoot } from 'react-dom/client';\n",
      'out: browser code (imports react-dom/client)',
    ],
    ['src/useCart.ts', "import { useState } from 'react';\n", 'out: browser code (imports react)'],
    ['src/use-cart.ts', 'export function useCart() {}\n', 'out: hook of a component'],
    [
      'src/cart-slice.ts',
      "import { createSlice } from '@reduxjs/toolkit';\n",
      'out: browser code (imports @reduxjs/toolkit)',
    ],
    [
      'src/theme-store.ts',
      "import { create } from 'zustand';\n",
      'out: browser code (imports zustand)',
    ],
    [
      'src/lib/http.ts',
      "export const get = (p: string) => fetch('/api' + p);\n",
      "out: uses the browser (fetch('/)",
    ],
    [
      'src/lib/api.ts',
      'const base = import.meta.env.VITE_API;\n',
      'out: uses the browser (import.meta.env)',
    ],
    [
      'src/lib/token.ts',
      "export const token = () => localStorage.getItem('t');\n",
      'out: uses the browser (localStorage)',
    ],
    [
      'src/app/users.service.ts',
      "import { Injectable } from '@angular/core';\n@Injectable()\nexport class A {}\n",
      'out: browser code (imports @angular/core)',
    ],
    [
      'frontend/src/format.ts',
      'export const f = (n: number) => n;\n',
      'out: in the front end’s folder',
    ],
    ['packages/ui/src/size.ts', 'export const s = 1;\n', 'out: in the front end’s folder'],
    [
      'app/javascript/controllers/menu_controller.js',
      'export default 1;\n',
      'out: in the front end’s folder',
    ],
    ['static/js/menu.js', "$('#menu').show();\n", "out: uses the browser ($('#)"],
    ['public/sw.js', 'const a = 1;\n', 'out: service worker of a page'],
    ['src/Button.stories.tsx', 'export default {};\n', 'out: story of a component'],
    ['src/editor.ts', "import * as vscode from 'vscode';\n", 'out: browser code (imports vscode)'],
  ]);
});

describe('types are gone at run time', () => {
  test('a type-only import says nothing about the side', () => {
    expect(
      verdict('src/money.ts', "import type { ReactNode } from 'react';\nexport const a = 1;\n"),
    ).toMatch(/^in/);
  });
});

describe('the rest of the change tells what one file does not', () => {
  const schema = candidate(
    'apps/web/src/schema.ts',
    "import { z } from 'zod';\nexport const a = z.string();\n",
  );
  const page = candidate(
    'apps/web/src/Form.tsx',
    "import { a } from './schema';\nexport const F = () => <a/>;\n",
  );
  const route = candidate('apps/web/src/app/api/route.ts', "import { a } from '../../schema';\n");

  test('code that both sides use is backend', () => {
    expect(verdicts([schema, page, route])[schema.path]).toBe(
      'in: imported by server code (route.ts)',
    );
  });

  test('also in the front end’s folder, and through an alias', () => {
    const found = verdicts([
      candidate('web/src/support/limits.ts', 'export const max = 5;\n'),
      candidate('web/src/app/api/route.ts', "import { max } from '@/src/support/limits';\n"),
    ]);
    expect(found['web/src/support/limits.ts']).toBe('in: imported by server code (route.ts)');
  });

  test('code that pages alone use is not', () => {
    expect(verdicts([schema, page])[schema.path]).toBe('out: part of a front-end project');
  });

  test('a module alone is read, for nothing in it needs a browser', () => {
    expect(verdicts([schema])[schema.path]).toBe('in: module without browser code');
  });

  test('a package of shared code stays backend beside any page', () => {
    const shared = candidate('packages/shared/src/price.ts', 'export const vat = 1.19;\n');
    expect(verdicts([shared, page])[shared.path]).toBe('in: shared module (in shared/)');
  });

  test('a plain class follows the app whose screens are changed with it', () => {
    const model = candidate('app/src/main/java/a/Note.kt', 'package a\nclass Note\n');
    const screen = candidate(
      'app/src/main/java/a/Main.kt',
      'package a\nimport androidx.activity.A\n',
    );
    expect(verdicts([model])[model.path]).toBe('in: Kotlin source');
    expect(verdicts([model, screen])[model.path]).toBe('out: part of a mobile or desktop app');
  });
});

describe('tests', () => {
  golden([
    ['pkg/cart/cart_test.go', 'package cart\n', 'in: test of backend code'],
    ['tests/test_cart.py', 'import pytest\n', 'in: test of backend code'],
    ['src/test/java/a/CartTest.java', 'package a;\n', 'in: test of backend code'],
    ['spec/models/cart_spec.rb', 'describe Cart do\nend\n', 'in: test of backend code'],
    ['src/cart.test.ts', "import request from 'supertest';\n", 'in: test of backend code'],
    [
      'src/Cart.test.tsx',
      "import { render } from '@testing-library/react';\n",
      'out: test of front-end code',
    ],
    [
      'e2e/cart.spec.ts',
      "import { test } from '@playwright/test';\ntest('a', async ({ page }) => { await page.goto('/'); });\n",
      'out: browser test',
    ],
    [
      'e2e/api.spec.ts',
      "import { test } from '@playwright/test';\ntest('a', async ({ request }) => { await request.get('/'); });\n",
      'in: test of backend code',
    ],
    ['cypress/e2e/cart.cy.ts', 'cy.visit("/");\n', 'out: browser test'],
    ['spec/system/cart_spec.rb', 'it { visit "/" }\n', 'out: browser test'],
    ['tests/test_page.py', 'from selenium import webdriver\n', 'out: browser test'],
  ]);

  test('a test goes with the file it is about', () => {
    const test = (folder: string) =>
      candidate(`${folder}/total.test.ts`, "import { total } from './total';\n");
    const found = verdicts([
      candidate('src/a/total.ts', "import { pool } from 'pg';\n"),
      test('src/a'),
      candidate('src/b/total.ts', 'export const t = () => document.body.clientWidth;\n'),
      test('src/b'),
    ]);
    expect(found['src/a/total.test.ts']).toBe('in: test of backend code');
    expect(found['src/b/total.test.ts']).toBe('out: test of front-end code');
  });
});
