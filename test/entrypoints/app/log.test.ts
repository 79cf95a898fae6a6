import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../../src/entrypoints/app/log.ts';
import { keysFor } from '../../support/github/auth.ts';

function start(isTTY: boolean): { log: ReturnType<typeof createLog>; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const log = createLog(Object.assign(stream, { isTTY }), 'info', ['hush "hush"']);
  return { log, text: () => chunks.join('') };
}

it.each([true, false])('masks every credential, wherever it stands (terminal: %s)', (isTTY) => {
  const { log, text } = start(isTTY);
  const { privateKey } = keysFor(0);
  const [line = ''] = privateKey.split('\n').slice(1);
  const jwt = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;
  const error = Object.assign(new Error(`401 for ghs_${'x'.repeat(36)}`), {
    request: { headers: { authorization: `bearer ${jwt}` } },
    event: { payload: 'the whole story' },
  });
  log.error(new AggregateError([error], 'both failed'));
  log.error({ err: error, note: `with hush "hush" and ${jwt}` }, privateKey);
  log.info({ req: { headers: { cookie: 'tea' } } }, 'asked');
  for (const secret of [line, jwt, 'ghs_', 'hush', 'the whole story', 'tea', 'bearer']) {
    expect(text()).not.toContain(secret);
  }
  expect(text()).toContain('401 for [masked]');
  expect(text().trim().split('\n').length).toBeGreaterThanOrEqual(3);
});

it('writes lines for people on a terminal', () => {
  const { log, text } = start(true);
  log.info({ repository: 'acme/shop', pull: 3 }, 'taken');
  log.error({ err: new Error('\u001b[2Jgone') }, 'failed');
  expect(text()).not.toContain('\u001b');
  expect(text().split('\n')[0]).toMatch(/^\d\d:\d\d:\d\d info taken repository=acme\/shop pull=3$/);
});
