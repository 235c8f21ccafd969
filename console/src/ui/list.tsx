import type { List } from 'hallpass/react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { useIsOffline } from '../hooks/online.ts';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

interface ListedProps<T> {
  readonly list: List<T>;
  /** What is listed, in the plural: `members`. */
  readonly of: string;
  /** Shown instead of an empty list; by default `children` receives the empty list. */
  readonly empty?: ReactNode;
  /** Scrolls within the screen and loads more at the end. */
  readonly scrolls?: boolean;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** The loaded part of a list, with an error above and a button for more below. */
export function LoadedList<T>({ list, of, empty, scrolls = false, children }: ListedProps<T>) {
  const { items, status, error, next, reload } = list;
  // Offline, the page says so already.
  const offline = useIsOffline();
  const reads = status === 'loading' || status === 'idle';
  const content = (
    <>
      {reads && (
        <div className="pad">
          <Skeleton lines={4} label={`Loading ${of}`} />
        </div>
      )}
      {!reads && (items.length > 0 || error === undefined) && (items.length === 0 && empty ? empty : children(items))}
      <More list={list} of={of} auto={scrolls} isLast={next === undefined} />
    </>
  );
  return (
    <>
      {error !== undefined && !(offline && items.length > 0) && (
        <div className="pad">
          <Problem error={error} retry={() => void reload()} />
        </div>
      )}
      {scrolls ? (
        <div className="scroll-area" role="region" aria-label={`List of ${of}`} tabIndex={0}>
          {content}
        </div>
      ) : (
        content
      )}
    </>
  );
}

interface MoreProps<T> {
  readonly list: List<T>;
  readonly of: string;
  /** Loads more once the button can be seen. */
  readonly auto: boolean;
  readonly isLast: boolean;
}

function More<T>({ list: { status, loadMore }, of, auto, isLast }: MoreProps<T>) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(loadMore);
  useEffect(() => {
    latest.current = loadMore;
  });
  useEffect(() => {
    if (!auto || isLast || !place.current || status !== 'ready') return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void latest.current(), { rootMargin: '200px' });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [auto, isLast, status]);
  if (isLast) return null;
  return (
    <div className="pad" ref={place}>
      <Button small needsService busy={status === 'refreshing'} onClick={() => void loadMore()}>
        Show more {of}
      </Button>
    </div>
  );
}
