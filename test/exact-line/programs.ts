/** A small program in a language, with the name of its grammar. */
export interface Program {
  language: string;
  path: string;
  text: string;
}

/** Programs that nest, repeat rows, and differ in indentation, line ends and how they end. */
export const PROGRAMS: readonly Program[] = [
  {
    language: 'typescript',
    path: 'src/orders.ts',
    text: `import { db } from './db.ts';

export async function find(id: string, limit: number): Promise<Order | null> {
  if (id === '') {
    return null;
  }
  try {
    const rows = await db.query('select * from orders where id = $1', [id]);
    return rows.map((row) => ({
      ...row,
      total: row.price * row.count,
    }))[limit] ?? null;
  } catch (error) {
    log.warn("it didn't work (again)", { id });
    throw error;
  }
}
`,
  },
  {
    language: 'go',
    path: 'lib/orders.go',
    text: `package orders

import "errors"

func Find(id string) (*Order, error) {
\tif id == "" {
\t\treturn nil, errors.New("no id {")
\t}
\trow, err := db.Query("select 1", id)
\tif err != nil {
\t\treturn nil, err
\t}
\tdefer row.Close()
\tfor row.Next() {
\t\tif err := row.Scan(&id); err != nil {
\t\t\treturn nil, err
\t\t}
\t}
\treturn &Order{ID: id}, nil
}
`,
  },
  {
    language: 'python',
    path: 'app/orders.py',
    text: `import db


class Orders:
    def find(self, order_id, limit=10):
        if not order_id:
            return None
        rows = db.query(
            "select * from orders where id = %s",
            [order_id],
        )
        for row in rows:
            if row.total > limit:
                raise ValueError("größer als erlaubt")
            yield row
        return None`,
  },
  {
    language: 'java',
    path: 'src/Orders.java',
    text: [
      'package shop;',
      '',
      'class Orders {',
      '    Order find(String id) throws Exception {',
      '        if (id == null) {',
      '            return null;',
      '        }',
      '        try (var rows = db.query("select 1", id)) {',
      '            while (rows.next()) {',
      '                total += rows.count();',
      '            }',
      '        } finally {',
      '            log.info("done");',
      '        }',
      '        return null;',
      '    }',
      '}',
      '',
    ].join('\r\n'),
  },
  {
    language: 'rust',
    path: 'src/orders.rs',
    text: `pub fn find<'a>(orders: &'a [Order], id: &str) -> Option<&'a Order> {
    let mut last = None;
    for order in orders.iter() {
        if order.id == id {
            last = Some(order);
            continue;
        }
        match order.state {
            State::Open => log::info!("open: {}", id),
            _ => {}
        }
    }
    last
}
`,
  },
];
