import type { ReactNode } from 'react';

interface TableProps {
  readonly label: string;
  /** The column headings; the heading `Actions` is visually hidden. */
  readonly columns: readonly string[];
  readonly children: ReactNode;
}

// Narrow screens display tables as blocks, which removes their implicit ARIA roles, so the roles are explicit.

/** A table; on narrow screens each row becomes a block. */
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

/** A table row; `fresh` highlights it briefly. */
export function Row({ fresh = false, children }: { fresh?: boolean; children: ReactNode }) {
  return (
    <tr role="row" data-fresh={fresh || undefined}>
      {children}
    </tr>
  );
}

interface CellProps {
  /** The column heading, shown where rows are blocks. */
  readonly label?: string;
  readonly as?: 'main' | 'actions' | 'muted';
  readonly children: ReactNode;
}

const LOOKS = { main: 'cell-main', actions: 'cell-actions', muted: 'muted' } as const;

/** A table cell. */
export function Cell({ label, as, children }: CellProps) {
  return (
    <td role="cell" data-label={label} className={as && LOOKS[as]}>
      {children}
    </td>
  );
}
