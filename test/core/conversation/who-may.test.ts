import { describe, expect, it } from 'vitest';
import { mayRun, shouldRead, type Permission } from '../../../src/core/conversation/who-may.ts';

const KINDS = [
  'review',
  'ask',
  'explain',
  'dismiss',
  'pause',
  'resume',
  'help',
  'invalid',
] as const;
const ALL = 'review ask explain dismiss pause resume help invalid';
const OWN = 'review ask explain help invalid';

describe('who may run what', () => {
  it.each<[Permission, isAuthor: boolean, may: string]>([
    ['admin', false, ALL],
    ['admin', true, ALL],
    ['maintain', false, ALL],
    ['maintain', true, ALL],
    ['write', false, ALL],
    ['write', true, ALL],
    ['triage', false, ''],
    ['triage', true, OWN],
    ['read', false, ''],
    ['read', true, OWN],
    ['none', false, ''],
    ['none', true, OWN],
  ])('%s, author of the pull request: %s → %s', (permission, isAuthor, may) => {
    const allowed = KINDS.filter((kind) => mayRun({ kind }, { permission, isAuthor }));
    expect(allowed.join(' ')).toBe(may);
  });
});

describe('which comments are read', () => {
  const AUTHORS = ['User', 'Bot', 'Organization', 'Mannequin'] as const;
  const ACTIONS = ['created', 'edited', 'deleted'] as const;

  it('are new ones by people other than ourselves alone', () => {
    const read = AUTHORS.flatMap((authorType) =>
      ACTIONS.flatMap((action) =>
        [true, false]
          .filter((isOwn) => shouldRead({ authorType, action, isOwn }))
          .map((isOwn) => ({ authorType, action, isOwn })),
      ),
    );
    expect(read).toEqual([{ authorType: 'User', action: 'created', isOwn: false }]);
  });
});
