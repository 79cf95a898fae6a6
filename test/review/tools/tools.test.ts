import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRepository, type GitRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { ToolInputError, type ToolContext } from '../../../src/review/tools/tool.ts';
import { toolsFor } from '../../../src/review/tools/toolbox.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';

let repository: TestRepository;
let opened: GitRepository;
let context: ToolContext;
let tools: ReturnType<typeof toolsFor>['tools'];

const SERVICE = [
  "import { Gateway } from './gateway';",
  '',
  'export class OrderService {',
  '  async charge(order: Order): Promise<void> {',
  '    await this.gateway.charge(order);',
  '  }',
  '',
  '  async refund(order: Order): Promise<void> {',
  '    if (order.paid) {',
  '      await this.gateway.refund(order);',
  '    }',
  '  }',
  '}',
  '',
].join('\n');

beforeAll(async () => {
  repository = await createRepository();
  await repository.write(
    'src/orders/old-name.ts',
    'export const was = 1;\nexport const here = 2;\n',
  );
  await repository.write('src/gone.ts', 'export const gone = 1;\n');
  const base = await repository.commit('Start');
  await repository.git('mv', 'src/orders/old-name.ts', 'src/orders/new-name.ts');
  await repository.git('rm', '-q', 'src/gone.ts');
  await repository.write('src/orders/service.ts', SERVICE);
  await repository.write(
    'src/orders/gateway.ts',
    'export interface Gateway {\n  charge(order: Order): Promise<void>;\n}\n',
  );
  await repository.write(
    'src/api/handler.ts',
    "import { OrderService } from '../orders/service';\n\nexport const handle = () => new OrderService().charge(load());\n",
  );
  await repository.write(
    'lib/orders.rb',
    'class Order\n  def charge(amount)\n    pay(amount)\n  end\nend\n',
  );
  await repository.write('db/1.sql', 'create table if not exists shop.order_lines (id int);\n');
  await repository.write(
    'go/order.go',
    'package order\n\nfunc (s *Service) Settle(id int) error {\n\treturn nil\n}\n',
  );
  await repository.write('test/service.test.ts', "it('charges', () => service.charge(order));\n");
  await repository.write(
    'long.txt',
    Array.from({ length: 900 }, (_, at) => `line ${at + 1}`).join('\n'),
  );
  const head = await repository.commit('Change');
  opened = await openRepository(await openWorkspace(repository.dir, {}));
  const [before, after] = [await opened.at(base), await opened.at(head)];
  const files = await opened.diff(base, head);
  const toolbox = toolsFor({
    head: after,
    base: before,
    change: { base, mergeBase: base, head, files },
  });
  context = toolbox.context!;
  ({ tools } = toolbox);
});
afterAll(async () => {
  await opened.close();
  await repository.remove();
});

function call(name: string, input: unknown): Promise<string> {
  return tools.find((tool) => tool.name === name)!.run(input, context);
}

describe('find_definition', () => {
  test.each<[string, string[]]>([
    ['OrderService', ['src/orders/service.ts:3|export class OrderService {']],
    ['refund', ['src/orders/service.ts:8|  async refund(order: Order): Promise<void> {']],
    ['orders.Settle()', ['go/order.go:3|func (s *Service) Settle(id int) error {']],
    ['order_lines', ['db/1.sql:1|create table if not exists shop.order_lines (id int);']],
    [
      'handle',
      ['src/api/handler.ts:3|export const handle = () => new OrderService().charge(load());'],
    ],
    [
      'charge',
      [
        'lib/orders.rb:2|  def charge(amount)',
        'src/orders/gateway.ts:2|  charge(order: Order): Promise<void>;',
        'src/orders/service.ts:4|  async charge(order: Order): Promise<void> {',
      ],
    ],
  ])('%s', async (name, expected) => {
    expect((await call('find_definition', { name })).split('\n')).toEqual(expected);
  });

  test('near the file where the name was met first', async () => {
    const found = await call('find_definition', { name: 'charge', path: 'src/orders/service.ts' });
    expect(found.split('\n').map((line) => line.split(':')[0])).toEqual([
      'src/orders/service.ts',
      'src/orders/gateway.ts',
      'lib/orders.rb',
    ]);
  });

  test('says what it can not know when there is none', async () => {
    expect(await call('find_definition', { name: 'nowhere' })).toContain('a library may define it');
  });
});

test('find_references: callers and imports, tests last, and where it is defined', async () => {
  expect(await call('find_references', { name: 'charge', path: 'src/orders/service.ts' })).toBe(
    [
      'src/orders/service.ts:5|    await this.gateway.charge(order);',
      'src/api/handler.ts:3|export const handle = () => new OrderService().charge(load());',
      "test/service.test.ts:1|it('charges', () => service.charge(order));",
      '[defined at src/orders/service.ts:4, src/orders/gateway.ts:2, lib/orders.rb:2]',
    ].join('\n'),
  );
  expect(await call('find_references', { name: 'nowhere' })).toBe(
    'nowhere stands nowhere in this repository.',
  );
});

describe('read_file', () => {
  test('shows the function around a line', async () => {
    const expected = [
      '8|  async refund(order: Order): Promise<void> {',
      '9|    if (order.paid) {',
      '10|      await this.gateway.refund(order);',
      '11|    }',
      '12|  }',
      '[lines 8 to 12 of 13]',
    ].join('\n');
    const path = 'src/orders/service.ts';
    expect(await call('read_file', { path, around: 10 })).toBe(expected);
    expect(await call('read_file', { path: `./${path}:10` })).toBe(expected);
  });

  test('is bounded, and says what it left out', async () => {
    const text = await call('read_file', { path: 'long.txt' });
    expect(text.split('\n')).toHaveLength(401);
    expect(text).toMatch(/\[lines 1 to 400 of 900\]$/);
    expect(await call('read_file', { path: 'long.txt', start_line: 899 })).toBe(
      '899|line 899\n900|line 900\n[lines 899 to 900 of 900]',
    );
    expect(await call('read_file', { path: 'long.txt', start_line: 5, end_line: 4 })).toBe(
      '4|line 4\n5|line 5\n[lines 4 to 5 of 900]',
    );
    expect(await call('read_file', { path: 'long.txt', start_line: 2000 })).toBe(
      'long.txt has 900 lines.',
    );
  });

  test('finds renamed files by both names, on either side', async () => {
    expect(await call('show_base', { path: 'src/orders/new-name.ts' })).toMatch(
      /^\[src\/orders\/new-name.ts is called src\/orders\/old-name.ts there\]\n1\|/,
    );
    expect(await call('read_file', { path: 'src/orders/old-name.ts' })).toContain(
      '1|export const was',
    );
  });
});

describe('nonsense is answered with the way on', () => {
  test.each<[string, unknown, string]>([
    ['read_file', { path: 'src/gone.ts' }, 'The change deletes it; show_base has it.'],
    ['read_file', { path: 'src/orders' }, 'src/orders is a folder. list_files shows'],
    ['read_file', { path: 'orders/Service.ts' }, 'By that name there is: src/orders/service.ts.'],
    ['read_file', { path: '../../etc/passwd' }, 'There is no file at ../../etc/passwd.'],
    ['read_file', { path: '' }, 'There is no file at .'],
    ['read_file', { file: 'a' }, 'read_file takes path, start_line, end_line, around.'],
    ['read_file', null, 'The input does not fit'],
    [
      'list_files',
      { under: 'src/orders/deep/er' },
      'There is no src/orders/deep/er; there is src/orders.',
    ],
    ['list_files', { under: 'nowhere' }, 'the whole repository is listed'],
    ['search', { pattern: '(' }, 'can not be read'],
    ['find_definition', { name: 'a b' }, 'give one name alone'],
    ['find_references', { name: '.*' }, 'give one name alone'],
  ])('%s %j', async (name, input, said) => {
    const answer = call(name, input);
    await expect(answer).rejects.toThrow(ToolInputError);
    await expect(answer).rejects.toThrow(said);
  });

  test('a search that finds nothing says where it looked, and how patterns are written', async () => {
    expect(await call('search', { pattern: 'nothing here', under: 'src' })).toBe(
      'No match in src.',
    );
    expect(await call('search', { pattern: 'x\\d+' })).toContain('POSIX ERE');
  });
});
