import type { List } from 'hallpass/react';
import type { ReactNode } from 'react';

import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

interface ListedProps<T> {
  readonly list: List<T>;
  /** The accessible label of the loading placeholder. */
  readonly reading: string;
  /** Shown instead of an empty list; by default `children` receives the empty list. */
  readonly empty?: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** The loaded part of a list, with an error above and “Show more” below. */
export function LoadedList<T>({ list, reading, empty, children }: ListedProps<T>) {
  const { items, status, error, next, reload, loadMore } = list;
  const reads = status === 'loading' || status === 'idle';
  return (
    <>
      {error !== undefined && (
        <div className="pad">
          <Problem error={error} retry={() => void reload()} />
        </div>
      )}
      {reads && (
        <div className="pad">
          <Skeleton lines={4} label={reading} />
        </div>
      )}
      {!reads && (items.length > 0 || error === undefined) && (items.length === 0 && empty ? empty : children(items))}
      {next !== undefined && (
        <div className="pad">
          <Button small busy={status === 'refreshing'} onClick={() => void loadMore()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
