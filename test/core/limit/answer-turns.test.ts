import { expect, it } from 'vitest';
import {
  takeAnswer,
  type AnswerTurn,
  type AnswerTurns,
} from '../../../src/core/limit/answer-turns.ts';

const MINUTE = 60_000;

/** One person who may ask so often. */
function person(most: number): (what: string, now: number) => AnswerTurn {
  let turns: AnswerTurns | null = null;
  return (what, now) => {
    const taken = takeAnswer(turns, what, now, most);
    turns = taken.turns;
    return taken.turn;
  };
}

it('lets a person ask so often within an hour, and again as the hour goes on', () => {
  const ask = person(2);
  expect(ask('a', 0)).toEqual({ ok: true });
  expect(ask('b', 20 * MINUTE)).toEqual({ ok: true });
  expect(ask('c', 30 * MINUTE)).toEqual({ ok: false, minutes: 30, told: false });
  expect(ask('d', 30 * MINUTE)).toEqual({ ok: false, minutes: 30, told: true });
  expect(ask('e', 61 * MINUTE)).toEqual({ ok: true });
  expect(ask('f', 61 * MINUTE)).toMatchObject({ ok: false, minutes: 19 });
});

it('does not count the same comment twice', () => {
  const ask = person(1);
  expect(ask('a', 0)).toEqual({ ok: true });
  expect(ask('a', 1)).toEqual({ ok: true });
  expect(ask('b', 2)).toMatchObject({ ok: false });
});

it('tells again in a later hour that it was too much', () => {
  const ask = person(1);
  ask('a', 0);
  expect(ask('b', 10 * MINUTE)).toMatchObject({ told: false });
  ask('c', 65 * MINUTE);
  expect(ask('d', 80 * MINUTE)).toMatchObject({ ok: false, told: false });
});
