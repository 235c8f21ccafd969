import type { ReactNode } from 'react';

import type { LoadedPages } from '../hooks/load.ts';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

interface ListedProps<T> {
  readonly loaded: LoadedPages<T>;
  /** What is being read, for those who do not see the placeholder. */
  readonly reading: string;
  /** Stands in for a list without items; by default `children` gets the empty list. */
  readonly empty?: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list as far as it is read, with what went wrong above and a way to more below. */
export function Listed<T>({ loaded, reading, empty, children }: ListedProps<T>) {
  const { data, error, reload, more } = loaded;
  return (
    <>
      {error !== undefined && (
        <div className="pad">
          <Problem error={error} retry={() => void reload()} />
        </div>
      )}
      {!data && error === undefined && (
        <div className="pad">
          <Skeleton lines={4} label={reading} />
        </div>
      )}
      {data && (data.length === 0 && empty ? empty : children(data))}
      {more && (
        <div className="pad">
          <Button small onClick={() => void more()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
