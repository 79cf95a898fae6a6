import { expect, it } from 'vitest';
import { createAnswerLimit } from '../../src/review/answer-limit.ts';

const MINUTE = 60_000;

it('lets a person ask so often within an hour, and again as the hour goes on', () => {
  let now = 0;
  const limit = createAnswerLimit(() => now, 2);
  expect(limit.take('dev', 'a')).toEqual({ ok: true });
  now = 20 * MINUTE;
  expect(limit.take('dev', 'b')).toEqual({ ok: true });
  now = 30 * MINUTE;
  expect(limit.take('dev', 'c')).toEqual({ ok: false, minutes: 30, told: false });
  expect(limit.take('Dev', 'd')).toEqual({ ok: false, minutes: 30, told: true });
  expect(limit.take('kim', 'c')).toEqual({ ok: true });
  now = 61 * MINUTE;
  expect(limit.take('dev', 'e')).toEqual({ ok: true });
  expect(limit.take('dev', 'f')).toMatchObject({ ok: false, minutes: 19 });
});

it('does not count the same comment twice', () => {
  const limit = createAnswerLimit(() => 0, 1);
  expect(limit.take('dev', 'a')).toEqual({ ok: true });
  expect(limit.take('dev', 'a')).toEqual({ ok: true });
  expect(limit.take('dev', 'b')).toMatchObject({ ok: false });
});
