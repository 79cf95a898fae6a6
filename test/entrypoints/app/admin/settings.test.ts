import { expect, it } from 'vitest';
import { UserError } from '../../../../src/core/errors.ts';
import { readAdminSettings } from '../../../../src/entrypoints/app/admin/settings.ts';

const token = '0123456789abcdef';

it('is off unless there is a token', () => {
  expect(readAdminSettings({})).toBeNull();
  expect(readAdminSettings({ ADMIN_TOKEN: '', ADMIN_PORT: '' })).toBeNull();
});

it('listens on this machine alone unless told otherwise', () => {
  expect(readAdminSettings({ ADMIN_TOKEN: token })).toEqual({
    host: '127.0.0.1',
    port: 3001,
    token,
  });
  expect(
    readAdminSettings({ ADMIN_TOKEN: token, ADMIN_HOST: '0.0.0.0', ADMIN_PORT: '9000' }),
  ).toEqual({ host: '0.0.0.0', port: 9000, token });
});

it.each([
  [{ ADMIN_PORT: '3001' }, 'ADMIN_PORT is set but ADMIN_TOKEN is missing'],
  [{ ADMIN_HOST: '0.0.0.0' }, 'ADMIN_HOST is set but ADMIN_TOKEN is missing'],
  [{ ADMIN_TOKEN: '0123456789abcde' }, 'at least 16'],
  [{ ADMIN_TOKEN: '0123456789 abcdefgh' }, 'without spaces'],
  [{ ADMIN_TOKEN: `${token}é` }, 'ADMIN_TOKEN must be'],
  [{ ADMIN_TOKEN: token, ADMIN_PORT: '70000' }, 'ADMIN_PORT is no port number: "70000"'],
  [{ ADMIN_TOKEN: token, ADMIN_PORT: '-1' }, 'ADMIN_PORT is no port number'],
])('refuses %j', (env, says) => {
  const read = (): unknown => readAdminSettings(env);
  expect(read).toThrow(UserError);
  expect(read).toThrow(says);
  expect(read).not.toThrow(token);
});
