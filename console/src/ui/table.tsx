import type { ReactNode } from 'react';

interface TableProps {
  readonly label: string;
  /** What each column holds; a column of buttons is called `Actions` and shows no heading. */
  readonly columns: readonly string[];
  readonly children: ReactNode;
}

// Narrow screens show tables as lists, which would take their meaning from browsers: hence the spelt-out roles.

/** A table; on narrow screens each row is a block of its own. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <table role="table" className="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column === 'Actions' ? <span className="unseen">{column}</span> : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

/** A row; a `fresh` one draws the eye for a moment. */
export function Row({ fresh = false, children }: { fresh?: boolean; children: ReactNode }) {
  return (
    <tr role="row" data-fresh={fresh || undefined}>
      {children}
    </tr>
  );
}

interface CellProps {
  /** Repeats the column's heading where rows are blocks. */
  readonly label?: string;
  readonly as?: 'main' | 'actions' | 'muted';
  readonly children: ReactNode;
}

const LOOKS = { main: 'cell-main', actions: 'cell-actions', muted: 'muted' } as const;

/** A cell. */
export function Cell({ label, as, children }: CellProps) {
  return (
    <td role="cell" data-label={label} className={as && LOOKS[as]}>
      {children}
    </td>
  );
}
