import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { useGroups } from '../hooks/groups.ts';
import type { Selection } from '../hooks/selection.ts';
import { useWords } from '../words/language.ts';

interface TableProps {
  readonly label: string;
  /** The column headings. */
  readonly columns: readonly string[];
  /** Whether there is a column for actions besides, whose heading is visually hidden; `wide`: for more than a menu. */
  readonly hasActions?: boolean | 'wide';
  /** Puts a checkbox for all rows, with this name, before the columns. */
  readonly selection?: (Pick<Selection<never>, 'state' | 'toggleAll'> & { readonly label: string }) | undefined;
  readonly children: ReactNode;
}

// Narrow screens display tables as blocks, which removes their implicit ARIA roles, so the roles are explicit.

/** A table; on narrow screens each row becomes a block. */
export function Table({ children, ...table }: TableProps) {
  return (
    <TableFrame {...table}>
      <tbody role="rowgroup">{children}</tbody>
    </TableFrame>
  );
}

interface LongTableProps<T> extends Omit<TableProps, 'children'> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The row of an item, with the item's key. */
  readonly children: (item: T) => ReactNode;
}

/** A table of a list that scrolls and can have a thousand rows: the browser lays out and paints those groups of rows that are seen. */
export function LongTable<T>({ items, keyOf, children, ...table }: LongTableProps<T>) {
  const groups = useGroups(items, keyOf);
  return (
    <TableFrame {...table}>
      {groups.map((group) => (
        <tbody key={group.key} role="rowgroup">
          {group.items.map(children)}
        </tbody>
      ))}
    </TableFrame>
  );
}

/** The headings of a table, above its bodies. */
function TableFrame({ label, columns, hasActions = false, selection, children }: TableProps) {
  const { hallpass, parts } = useWords();
  return (
    <table role="table" className={hasActions === 'wide' ? 'table table-wide-actions' : 'table'} aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {selection && (
            <th role="columnheader" scope="col" className="cell-select">
              <SelectBox label={selection.label} caption={parts.selectAll} state={selection.state} onToggle={selection.toggleAll} />
            </th>
          )}
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
          {hasActions && (
            <th role="columnheader" scope="col" className="cell-actions">
              <span className="unseen">{hallpass.actions}</span>
            </th>
          )}
        </tr>
      </thead>
      {children}
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
      {label === undefined ? children : <div className="cell-value">{children}</div>}
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
  const { parts } = useWords();
  return (
    <td role="cell" className="cell-select">
      {onToggle && <SelectBox label={parts.select(label)} state={selected ? 'all' : 'none'} onToggle={onToggle} />}
    </td>
  );
}

interface SelectBoxProps {
  readonly label: string;
  /** What narrow screens show beside it. */
  readonly caption?: string;
  readonly state: Selection<never>['state'];
  readonly onToggle: () => void;
}

function SelectBox({ label, caption, state, onToggle }: SelectBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label className="select-box" data-caption={caption}>
      <input ref={input} type="checkbox" aria-label={label} checked={state === 'all'} onChange={onToggle} />
    </label>
  );
}
