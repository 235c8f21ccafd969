import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import type { Selection } from '../hooks/selection.ts';

interface TableProps {
  readonly label: string;
  /** The column headings; the heading `Actions` is visually hidden. */
  readonly columns: readonly string[];
  /** Puts a checkbox for all rows before the columns. */
  readonly selection?: Pick<Selection<never>, 'state' | 'toggleAll'> | undefined;
  readonly children: ReactNode;
}

// Narrow screens display tables as blocks, which removes their implicit ARIA roles, so the roles are explicit.

/** A table; on narrow screens each row becomes a block. */
export function Table({ label, columns, selection, children }: TableProps) {
  return (
    <table role="table" className="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {selection && (
            <th role="columnheader" scope="col" className="cell-select">
              <SelectBox label={`Select all ${label.toLowerCase()}`} state={selection.state} onToggle={selection.toggleAll} />
            </th>
          )}
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

interface RowProps {
  /** Highlights the row briefly. */
  readonly fresh?: boolean;
  readonly selected?: boolean | undefined;
  readonly children: ReactNode;
}

/** A table row. */
export function Row({ fresh = false, selected, children }: RowProps) {
  return (
    <tr role="row" data-fresh={fresh || undefined} data-selected={selected || undefined} aria-selected={selected}>
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

interface SelectCellProps {
  /** What is selected. */
  readonly label: string;
  readonly selected: boolean;
  /** Absent for a row that cannot be selected. */
  readonly onToggle?: (() => void) | undefined;
}

/** The checkbox of a row. */
export function SelectCell({ label, selected, onToggle }: SelectCellProps) {
  return (
    <td role="cell" className="cell-select">
      {onToggle && <SelectBox label={`Select ${label}`} state={selected ? 'all' : 'none'} onToggle={onToggle} />}
    </td>
  );
}

function SelectBox({ label, state, onToggle }: { label: string; state: Selection<never>['state']; onToggle: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label className="select-box">
      <input ref={input} type="checkbox" aria-label={label} checked={state === 'all'} onChange={onToggle} />
    </label>
  );
}
