import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readServerSettings } from '../src/entrypoints/app/settings.ts';
import { readDockerfile } from './support/dockerfile.ts';

interface Service {
  image: string;
  ports?: string[];
  volumes: string[];
  environment: Record<string, string | number>;
  env_file?: string;
  restart: string;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const stages = readDockerfile(read('Dockerfile'));
const image = stages.at(-1)!;
const compose = parse(read('compose.yaml')) as {
  services: { backline: Service; postgres: Service };
  volumes: Record<string, unknown>;
};
const { backline, postgres } = compose.services;
const environment = Object.fromEntries(
  Object.entries({ ...image.env, ...backline.environment }).map(([name, value]) => [
    name,
    String(value),
  ]),
);

describe('the Dockerfile', () => {
  it('copies what is there, from here or from a stage before', () => {
    const copies = stages.flatMap((stage) => stage.copies);
    const here = copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources);
    expect(here.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    const names = stages.map(({ name }) => name);
    expect(copies.filter(({ from }) => from !== null && !names.includes(from))).toEqual([]);
  });

  it('is shown by .dockerignore what it copies and nothing else', () => {
    const [everything, ...shown] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const copied = stages
      .flatMap((stage) => stage.copies)
      .filter(({ from }) => from === null)
      .flatMap(({ sources }) => sources.map((source) => source.replace(/^\.\//, '')));
    expect(shown.map((line) => line.replace('!', '')).toSorted()).toEqual(
      [...new Set(copied)].toSorted(),
    );
  });

  it('brings what the package brings, but for its texts', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    const brought = image.copies.flatMap(({ sources, to }) => [...sources, to].map(nameOf));
    const texts = ['README.md', 'CHANGELOG.md'];
    expect(brought).toEqual(expect.arrayContaining(files.filter((name) => !texts.includes(name))));
  });

  it('runs as a user without rights', () => {
    expect(image.user).toBe('node');
  });
});

describe('the compose file', () => {
  it('listens where the image does, and is reached from this machine alone', () => {
    const { host, port } = readServerSettings(environment);
    expect(host).toBe('0.0.0.0');
    expect(backline.ports).toHaveLength(1);
    expect(backline.ports![0]).toMatch(new RegExp(`^127\\.0\\.0\\.1:.*:${port}$`));
    expect(postgres.ports).toBeUndefined();
  });

  it('sets only variables that the documentation knows', () => {
    const known = read('docs/github-app.md') + read('docs/running.md');
    const unknown = Object.keys(environment).filter((name) => !known.includes(`\`${name}\``));
    expect(unknown).toEqual([]);
  });

  it('gives Postgres the name, user and password that the App comes with, and waits for it', () => {
    const url = new URL(environment['DATABASE_URL']!);
    expect(url.hostname).toBe('postgres');
    expect(postgres.environment).toEqual({
      POSTGRES_USER: url.username,
      POSTGRES_DB: url.pathname.slice(1),
      POSTGRES_PASSWORD: environment['PGPASSWORD'],
    });
    expect(url.password).toBe('');
    expect(backline.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres.healthcheck!.test).toEqual(
      expect.arrayContaining([`--username=${url.username}`, `--dbname=${url.pathname.slice(1)}`]),
    );
  });

  it('keeps what both write in volumes of its own', () => {
    const mounted = [...backline.volumes, ...postgres.volumes].map((one) => one.split(':'));
    expect(mounted.map(([name]) => name!).toSorted()).toEqual(
      Object.keys(compose.volumes).toSorted(),
    );
    expect(mounted).toContainEqual(['data', environment['BACKLINE_DATA']]);
  });

  it('holds no secret', () => {
    expect(backline.env_file).toBe('.env');
    for (const name of ['PGPASSWORD', 'POSTGRES_PASSWORD']) {
      const value = { ...backline.environment, ...postgres.environment }[name];
      expect(value).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    }
  });

  it('starts both again, and gives a stop more time than it takes', () => {
    expect([backline.restart, postgres.restart]).toEqual(['unless-stopped', 'unless-stopped']);
    const grace = /const GRACE_MS = ([\d_]+);/.exec(read('src/entrypoints/app/serve.ts'))![1]!;
    // Running jobs get it twice: to finish, and to end after that.
    const most = 2 * Number(grace.replace('_', ''));
    expect(1000 * Number(backline.stop_grace_period!.replace('s', ''))).toBeGreaterThan(most);
  });
});

function nameOf(path: string): string {
  return path.replace(/^\.\//, '').split('/').at(-1)!;
}
