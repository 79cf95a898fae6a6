import { CLEAN, code, FLAWED, PAY, REPO, SQL, WIPE, type History } from './flawed-shop.ts';

/** What is done, push by push, what a person finds on the page then, and when no model is asked. */
export const HISTORIES: [
  name: string,
  ...steps: [act: (history: History) => Promise<void>, page: string, unasked?: true][],
][] = [
  [
    'half of it is fixed',
    [
      ({ push, path }) => push({ [path]: code(SQL.good, PAY.bad) }),
      'A:said+fixed B:said | 0 new, 1 fixed, 1 open',
    ],
  ],
  [
    'all of it is fixed',
    [
      ({ push, path }) => push({ [path]: CLEAN }),
      'A:said+fixed B:said+fixed | 0 new, 2 fixed, 0 open',
    ],
  ],
  [
    'it is rebased, by force, onto a base that edited the same file',
    [
      async ({ push, path, base, github }) => {
        const theirs = `// Orders.\n${CLEAN}${WIPE}`;
        await github.push(REPO, {
          branch: base,
          files: { [path]: theirs },
          user: 'kim',
        });
        await push({ [path]: `// Orders.\n${FLAWED}${WIPE}` }, base);
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'it is squashed',
    [
      ({ push, path }) => push({ [path]: FLAWED.replace('One order', 'An order') }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
    [
      ({ push, path, base }) => push({ [path]: FLAWED.replace('One order', 'An order') }, base),
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the file is renamed',
    [
      ({ push, path }) => push({ [path]: null, 'src/renamed.ts': FLAWED }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the function is moved to another file',
    [
      ({ push, path }) => {
        const [find, rest] = [
          FLAWED.slice(0, FLAWED.indexOf('}\n') + 2),
          FLAWED.slice(FLAWED.indexOf('}\n') + 2),
        ];
        return push({ [path]: rest, 'src/moved.ts': find });
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'a fix is reverted',
    [
      ({ push, path }) => push({ [path]: code(SQL.good, PAY.bad) }),
      'A:said+fixed B:said | 0 new, 1 fixed, 1 open',
    ],
    [
      ({ push, path }) => push({ [path]: FLAWED }),
      'A:said+fixed+back B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'the base is merged in',
    [
      async ({ after, path, base, branch, github }) => {
        const theirs = `// Orders.\n${CLEAN}${WIPE}`;
        await github.push(REPO, { branch: base, files: { [path]: theirs }, user: 'kim' });
        const tree = await github.git(REPO, 'merge-tree', '--write-tree', branch, base);
        const identity = ['-c', 'user.name=dev', '-c', 'user.email=dev@localhost'];
        const parents = ['-p', branch, '-p', base];
        const to = await github.git(
          REPO,
          ...identity,
          'commit-tree',
          tree,
          ...parents,
          '-m',
          'Merge',
        );
        await after(() => github.push(REPO, { branch, to, user: 'dev' }));
      },
      'A:said B:said | 0 new, 0 fixed, 2 open',
      true,
    ],
  ],
  [
    'the row beside is edited',
    [
      ({ push, path }) => push({ [path]: FLAWED.replace('// One order.', '// The order.') }),
      'A:said B:said | 0 new, 0 fixed, 2 open',
    ],
  ],
  [
    'the file is deleted',
    [
      ({ push, path }) => push({ [path]: null, 'src/instead.ts': 'export const none = 1;\n' }),
      'A:said B:said | 0 new, 0 fixed, 0 open',
    ],
  ],
];
