import { describe, expect, test } from 'vitest';
import { enclosingDefinitions, functionAround } from '../../../src/core/prompt/enclosing.ts';

/** The number of the line that holds `>>>`, and the lines without that mark. */
function at(source: string): { lines: string[]; line: number } {
  const lines = source.split('\n').slice(1);
  const line = lines.findIndex((text) => text.includes('>>>')) + 1;
  return { lines: lines.map((text) => text.replace('>>>', '')), line };
}

const CASES: [string, string, string[], [number, number]][] = [
  [
    'TypeScript: class, method over several lines, condition left out',
    `
export class Orders {
  constructor() {}

  async charge(
    order: Order,
    amount: number,
  ): Promise<void> {
    if (amount > 0) {
      await>>> this.gateway.charge(order);
    }
  }

  cancel() {}
}`,
    [
      'export class Orders {',
      '  async charge(|    order: Order,|    amount: number,|  ): Promise<void> {',
    ],
    [4, 11],
  ],
  [
    'Python: decorators stay outside, nested function belongs to the outer one',
    `
class Orders:
    @retry
    def charge(
        self,
        order,
    ):
        def attempt():
            return>>> self.gateway.charge(order)

        return attempt()

    def cancel(self):
        pass`,
    [
      'class Orders:',
      '    def charge(|        self,|        order,|    ):',
      '        def attempt():',
    ],
    [3, 10],
  ],
  [
    'Go: receiver method with tabs',
    `
package orders

func (s *Service) Charge(ctx context.Context, o Order) error {
\tfor _, item := range o.Items {
\t\tif err := s.bill(>>>ctx, item); err != nil {
\t\t\treturn err
\t\t}
\t}
\treturn nil
}

func other() {}`,
    ['func (s *Service) Charge(ctx context.Context, o Order) error {'],
    [3, 10],
  ],
  [
    'C#: braces on lines of their own, namespace',
    `
namespace Shop
{
    public class Orders
    {
        public async Task Charge(Order order)
        {
            await>>> gateway.Charge(order);
        }
    }
}`,
    [
      'namespace Shop|{',
      '    public class Orders|    {',
      '        public async Task Charge(Order order)|        {',
    ],
    [5, 8],
  ],
  [
    'Java: parameters aligned below',
    `
public class Orders {
    @Transactional
    public Receipt charge(Order order,
                          Money amount) throws Declined {
        return>>> gateway.charge(order, amount);
    }
}`,
    [
      'public class Orders {',
      '    public Receipt charge(Order order,|                          Money amount) throws Declined {',
    ],
    [3, 6],
  ],
  [
    'Ruby: module, class, def, end',
    `
module Shop
  class Orders
    def charge(order)
      order.items.each do |item|
        bill(>>>item)
      end
    end
  end
end`,
    ['module Shop', '  class Orders', '    def charge(order)', '      order.items.each do |item|'],
    [3, 7],
  ],
  [
    'Rust: impl and fn',
    `
impl Orders {
    pub async fn charge(&self, order: &Order) -> Result<(), Error> {
        match order.state {
            State::Open => self.bill(>>>order).await,
            _ => Ok(()),
        }
    }
}`,
    ['impl Orders {', '    pub async fn charge(&self, order: &Order) -> Result<(), Error> {'],
    [2, 7],
  ],
];

describe('enclosing definitions', () => {
  test.each(CASES)('%s', (_name, source, chain, [start, end]) => {
    const { lines, line } = at(source);
    const found = enclosingDefinitions(lines, line);
    expect(found.map((each) => lines.slice(each.start - 1, each.end).join('|'))).toEqual(chain);
    expect(functionAround(lines, line)).toMatchObject({ start, end });
  });

  test('a signature line belongs to its own function, the margin to none', () => {
    const lines = ['import a from "a";', '', 'function run() {', '  a();', '}', 'run();'];
    expect(functionAround(lines, 3)).toMatchObject({ start: 3, end: 5 });
    expect(functionAround(lines, 5)).toMatchObject({ start: 3, end: 5 });
    expect(functionAround(lines, 1)).toBeNull();
    expect(functionAround(lines, 6)).toBeNull();
    expect(functionAround(lines, 99)).toBeNull();
  });
});
