import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  shellToKeepName,
  formatHookScript,
  readHookScript,
  type HookSettings,
} from '../../../src/core/push/hook-script.ts';

const settings: HookSettings = {
  node: '/usr/bin/node',
  program: '/opt/backline/bin.js',
  strict: false,
  maxTime: 120,
  earlier: null,
  ownFolder: false,
};

describe('the hook script', () => {
  it('gives back what it was made with, quotes and all', () => {
    const path = fc.string({
      unit: fc.constantFrom(...Array.from(`/a'"$\`\\ é🦊!`)),
      minLength: 1,
    });
    fc.assert(
      fc.property(
        fc.record({
          node: path,
          program: path,
          strict: fc.boolean(),
          maxTime: fc.integer({ min: 1, max: 999_999 }),
          earlier: fc.option(
            fc.record({
              name: fc.constant('pre-push.before'),
              shell: fc.option(fc.constantFrom('sh', '/bin/bash -e')),
            }),
          ),
          ownFolder: fc.boolean(),
        }),
        (settings) => {
          const file = readHookScript(formatHookScript(settings));
          expect(file).toEqual({ ours: true, settings, edited: false });
        },
      ),
    );
  });

  it('is known by its mark alone, and knows when it was edited', () => {
    expect(readHookScript('#!/bin/sh\nbackline hook run pre-push "$@"\n')).toEqual({ ours: false });
    const edited = readHookScript(`${formatHookScript(settings)}npm test\n`);
    expect(edited).toMatchObject({ ours: true, edited: true, settings });
  });
});

describe('an earlier hook that asks for its own name', () => {
  it.each([
    ['husky 9', '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n', 'sh'],
    [
      'one script for all hooks',
      '#!/bin/bash -eu\nexec tool "$(basename "$0")" "$@"\n',
      '/bin/bash -eu',
    ],
    ['one for this hook', '#!/bin/sh\nexec git lfs pre-push "$@"\n', null],
    ['husky 8', '#!/bin/sh\n. "$(dirname -- "$0")/_/husky.sh"\nnpm test\n', null],
    ['no shell', '#!/usr/bin/env python3\n# basename "$0"\n', null],
  ])('%s', (_, text, expected) => {
    expect(shellToKeepName(text)).toBe(expected);
  });
});
