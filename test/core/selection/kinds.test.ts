import { describe } from 'vitest';
import { golden } from './golden.ts';

describe('languages of servers', () => {
  golden([
    ['cmd/api/main.go', 'package main\n', 'in: Go source'],
    [
      'src/main/java/a/UserService.java',
      'package a;\n@Service\nclass UserService {}\n',
      'in: Java source',
    ],
    [
      'src/main/kotlin/a/Routes.kt',
      'package a\nimport io.ktor.server.routing.*\n',
      'in: Kotlin source',
    ],
    ['app/Http/Controllers/UserController.php', '<?php\n', 'in: PHP source'],
    ['app/controllers/users_controller.rb', 'class UsersController\nend\n', 'in: Ruby source'],
    ['shop/views.py', 'def index(request): ...\n', 'in: Python source'],
    ['shop/settings.py', 'DEBUG = False\n', 'in: Python source'],
    ['Api/Controllers/UserController.cs', 'namespace Api;\n', 'in: C# source'],
    ['src/handler.rs', 'use axum::Router;\n', 'in: Rust source'],
    ['lib/shop_web/controllers/page_controller.ex', 'defmodule A do\nend\n', 'in: Elixir source'],
    ['src/core.clj', '(ns core)\n', 'in: Clojure source'],
    ['src/Main.hs', 'module Main where\n', 'in: Haskell source'],
    ['src/server.cpp', '#include <sys/socket.h>\n', 'in: C or C++ source'],
    ['Sources/App/routes.swift', 'import Vapor\n', 'in: Swift source of a server'],
    ['bin/server.dart', "import 'package:shelf/shelf.dart';\n", 'in: Dart source of a server'],
    ['ops/rotate.sh', '#!/bin/sh\n', 'in: shell script'],
    ['bin/rotate', '#!/usr/bin/env bash\n', 'in: script'],
  ]);
});

describe('API descriptions', () => {
  golden([
    ['proto/shop/v1/cart.proto', 'syntax = "proto3";\n', 'in: protobuf definition'],
    [
      'docs/api/reference.yaml',
      '# the API\nopenapi: 3.1.0\n',
      'in: OpenAPI or AsyncAPI description',
    ],
    [
      'docs/api/reference.json',
      '{\n  "openapi": "3.1.0"\n}',
      'in: OpenAPI or AsyncAPI description',
    ],
    ['api/cart.graphql', 'type Cart {\n  id: ID!\n}\n', 'in: GraphQL schema'],
    [
      'web/src/queries/cart.graphql',
      'query Cart { cart { id } }\n',
      'out: GraphQL query of a client',
    ],
    ['specs/public-api.json', '{\n  "openapi": "3.1.0"\n}', 'in: OpenAPI or AsyncAPI description'],
    ['events/order.avsc', '{}', 'in: Avro schema'],
    ['rpc/cart.thrift', 'struct A {}\n', 'in: Thrift definition'],
    [
      'api/order.json',
      '{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
      'in: JSON Schema',
    ],
  ]);
});

describe('SQL, schemas and migrations', () => {
  golden([
    ['reports/total.sql', 'SELECT 1;\n', 'in: SQL'],
    ['db/migration/V12__add_index.sql', 'CREATE INDEX a ON b (c);\n', 'in: SQL migration'],
    ['prisma/schema.prisma', 'model A { id Int @id }\n', 'in: Prisma schema'],
    [
      'prisma/migrations/20260101_a/migration.sql',
      'ALTER TABLE a ADD b int;\n',
      'in: SQL migration',
    ],
    ['db/migrate/20260101000000_add_b.rb', 'class AddB\nend\n', 'in: Rails migration'],
    ['database/migrations/2026_01_01_000000_add_b.php', '<?php\n', 'in: Laravel migration'],
    ['priv/repo/migrations/20260101_add_b.exs', 'defmodule A do\nend\n', 'in: Ecto migration'],
    ['alembic/versions/ab12_add_b.py', 'revision = "ab12"\n', 'in: Alembic migration'],
    ['Data/Migrations/20260101_AddB.cs', 'namespace Data;\n', 'in: Entity Framework migration'],
    ['src/migrations/1700000000-add-b.ts', 'export class A {}\n', 'in: database migration'],
    ['db/changelog.xml', '<databaseChangeLog xmlns="x">\n', 'in: Liquibase change log'],
    [
      'src/main/resources/mapper/UserMapper.xml',
      '<mapper namespace="a.UserMapper">\n',
      'in: MyBatis mapper',
    ],
    ['models/orders.sql', "select * from {{ ref('raw_orders') }}\n", 'in: dbt model'],
  ]);
});

describe('infrastructure, settings and manifests', () => {
  golden([
    ['api/Dockerfile', 'FROM alpine\n', 'in: Dockerfile'],
    ['docker-compose.prod.yml', 'services: {}\n', 'in: Compose file'],
    ['deploy/api.yaml', 'apiVersion: apps/v1\nkind: Deployment\n', 'in: Kubernetes manifest'],
    ['charts/api/templates/service.yaml', '{{- if .Values.x }}\n', 'in: Helm chart'],
    ['infra/main.tf', 'resource "a" "b" {}\n', 'in: Terraform'],
    ['site.yml', '- hosts: all\n  tasks: []\n', 'in: Ansible playbook'],
    ['ops/nginx.conf', 'server {}\n', 'in: web server settings'],
    ['.github/workflows/deploy.yml', 'on: push\n', 'in: CI pipeline (infrastructure)'],
    ['.github/workflows/stale.yml', 'on: schedule\n', 'out: repository housekeeping workflow'],
    ['.github/dependabot.yml', 'version: 2\n', 'out: repository housekeeping'],
    ['.gitlab-ci.yml', 'stages: []\n', 'in: CI pipeline (infrastructure)'],
    ['src/main/resources/application-prod.yml', 'server:\n', 'in: Spring settings'],
    ['src/Shop.Api/appsettings.json', '{}', 'in: .NET settings'],
    ['.env.example', 'DATABASE_URL=\n', 'in: environment settings'],
    ['frontend/.env.example', 'VITE_API=\n', 'out: environment settings of the front end'],
    ['config/queue.toml', 'size = 1\n', 'in: server settings'],
    ['go.mod', 'module a\n', 'in: Go module'],
    ['tests/requirements.txt', 'pytest\n', 'in: Python dependencies'],
    ['requirements-dev.txt', 'pytest\n', 'in: Python dependencies'],
    ['Cargo.toml', '[package]\n', 'in: Cargo manifest'],
    ['apps/api/package.json', '{"dependencies": {"fastify": "5"}}', 'in: package.json of a server'],
    [
      'apps/blog/package.json',
      '{"dependencies": {"react": "19"}}',
      'out: package.json without server libraries',
    ],
    [
      'packages/ui/package.json',
      '{"devDependencies": {"express": "5"}}',
      'out: package.json of a front end',
    ],
    [
      'package.json',
      '{"devDependencies": {"turbo": "2"}}',
      'out: package.json without server libraries',
    ],
  ]);
});

describe('what is not code of a server', () => {
  golden([
    ['README.md', '# a\n', 'out: documentation'],
    ['docs/src/theme.tsx', 'export default () => <a/>;\n', 'out: documentation site'],
    ['.eslintrc.json', '{}', 'out: linter or formatter settings'],
    ['.golangci.yml', 'run: {}\n', 'out: linter or formatter settings'],
    ['tsconfig.build.json', '{}', 'out: compiler settings'],
    ['vite.config.ts', 'export default {};\n', 'out: bundler or test runner settings'],
    ['Gruntfile.js', "var fs = require('fs');\n", 'out: bundler or test runner settings'],
    ['.vscode/settings.json', '{}', 'out: editor or assistant settings'],
    ['assets/logo.svg', '<svg/>', 'out: image'],
    ['fonts/a.woff2', null, 'out: font'],
    ['analysis/report.ipynb', '{"cells": []}', 'out: notebook'],
    ['data/countries.csv', 'a,b\n', 'out: data file'],
    ['src/i18n/de.json', '{"hello": "Hallo"}', 'out: translation'],
    ['locale/de/LC_MESSAGES/django.po', 'msgid ""\n', 'out: translation'],
    ['src/main/resources/messages_de.properties', 'a=b\n', 'out: translation'],
    ['lang/de/auth.php', "<?php return ['a' => 'b'];\n", 'out: translation'],
    ['config/locales/de.yml', 'de:\n', 'out: translation'],
    ['test/fixtures/order.json', '{}', 'out: test fixture'],
    ['pkg/parser/testdata/input.go', 'package x\n', 'out: test fixture'],
  ]);
});

describe('views', () => {
  golden([
    [
      'app/views/users/show.html.erb',
      '<h1><%= @user.name %></h1>\n',
      'out: server-side template (view)',
    ],
    [
      'app/views/users/index.html.erb',
      '<% User.where(admin: true).each do |u| %>\n',
      'in: template that reads the database',
    ],
    ['app/views/users/show.json.jbuilder', 'json.name @user.name\n', 'in: API view (JSON)'],
    [
      'resources/views/home.blade.php',
      '<h1>{{ $title }}</h1>\n',
      'out: server-side template (view)',
    ],
    [
      'resources/views/report.blade.php',
      "@foreach (DB::table('a')->get() as $r)\n",
      'in: template that reads the database',
    ],
    [
      'src/main/webapp/WEB-INF/list.jsp',
      '<sql:query var="rows">select 1</sql:query>\n',
      'in: template that reads the database',
    ],
    ['Views/Home/Index.cshtml', '<h1>@Model.Title</h1>\n', 'out: server-side template (view)'],
    ['Pages/Index.cshtml.cs', 'namespace Shop;\n', 'in: code behind a Razor page'],
    ['Components/Cart.razor', '<h1>Cart</h1>\n', 'out: Blazor component'],
    ['shop/templates/shop/list.html', '{% for a in b %}{% endfor %}\n', 'out: page markup'],
    [
      'lib/shop_web/components/core_components.ex',
      'defmodule A do\n  use Phoenix.Component\nend\n',
      'out: Phoenix component (markup)',
    ],
    [
      'lib/shop_web/live/cart_live.ex',
      'defmodule A do\n  use ShopWeb, :live_view\nend\n',
      'in: Elixir source',
    ],
    ['web/src/site.scss', 'a { b: c }\n', 'out: style sheet'],
  ]);
});

describe('apps of phones, desktops and browsers', () => {
  golden([
    [
      'app/src/main/java/a/MainActivity.kt',
      'package a\nimport android.os.Bundle\n',
      'out: Android app',
    ],
    ['app/build.gradle.kts', 'plugins { id("com.android.application") }\n', 'out: Android build'],
    ['App/ContentView.swift', 'import SwiftUI\n', 'out: Apple app (Swift)'],
    ['lib/main.dart', "import 'package:flutter/material.dart';\n", 'out: Flutter app (Dart)'],
    ['mobile/src/api.ts', 'export const a = 1;\n', 'out: mobile app'],
    ['Shop.Desktop/MainWindow.xaml.cs', 'namespace Shop;\n', 'out: .NET desktop or mobile UI'],
    ['src/MainWindow.java', 'package a;\nimport javafx.stage.Stage;\n', 'out: Java desktop UI'],
    ['src/view.rs', 'use yew::prelude::*;\n', 'out: user interface in Rust'],
    ['extension/manifest.json', '{"manifest_version": 3}', 'out: browser extension'],
  ]);
});
