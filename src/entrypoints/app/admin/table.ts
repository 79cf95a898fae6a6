import { html, type Html } from './html.ts';

export interface Column<Row> {
  title: string;
  /** Set for figures, which line up on the right. */
  isNumber?: true;
  show: (row: Row) => Html;
}

/**
 * A table whose first column heads its rows. Narrow screens take it apart into blocks, which some
 * browsers then no longer tell apart from paragraphs: the roles say what it is.
 */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Html {
  const heads = columns.map(
    ({ title, isNumber }) =>
      html`<th role="columnheader" scope="col" class="${isNumber ? 'number' : 'text'}">
        ${title}
      </th>`,
  );
  return html`<table role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${heads}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row">
            ${columns.map((column, at) => cell(column, at, row))}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function cell<Row>({ title, isNumber, show }: Column<Row>, at: number, row: Row): Html {
  if (at === 0) return html`<th role="rowheader" scope="row">${show(row)}</th>`;
  return html`<td role="cell" class="${isNumber ? 'number' : 'text'}" data-label="${title}">
    ${show(row)}
  </td>`;
}
