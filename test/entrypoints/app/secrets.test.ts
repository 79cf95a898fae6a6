import { expect, it } from 'vitest';
import { secretsOf } from '../../../src/entrypoints/app/secrets.ts';

it('knows every secret of the environment, and nothing else', () => {
  expect(
    secretsOf({
      WEBHOOK_SECRET: 'hook',
      ADMIN_TOKEN: 'admin-token-0123',
      ANTHROPIC_API_KEY: ' key-of-the-api ',
      ANTHROPIC_CUSTOM_HEADERS: 'x-gateway: pass-1\nAuthorization: Basic dXNlcjpw',
      DATABASE_URL: 'postgres://backline:p%40ss@db.example/backline',
      APP_ID: '12345',
      HOST: '127.0.0.1',
    }).sort(),
  ).toEqual(
    [
      'hook',
      'admin-token-0123',
      'key-of-the-api',
      'pass-1',
      'Basic dXNlcjpw',
      'p%40ss',
      'p@ss',
    ].sort(),
  );
  expect(secretsOf({ DATABASE_URL: 'postgres://u:%zz@db/x', WEBHOOK_SECRET: '' })).toEqual(['%zz']);
  expect(secretsOf({ DATABASE_URL: 'postgres:///app?host=/tmp' })).toEqual([]);
});
