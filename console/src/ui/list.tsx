import type { List } from 'hallpass/react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { useIsOffline } from '../hooks/online.ts';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

/** The rows that a scrolling list loads at a time. They are rendered at once: with fifty, scrolling falters for a moment. */
export const ROWS_PER_PAGE = 25;

/** What a list is called, while it loads and where more of it is loaded. */
export interface ListTexts {
  readonly label: string;
  readonly loading: string;
  readonly more: string;
}

interface ListedProps<T> {
  readonly list: List<T>;
  /** What the list is called. */
  readonly texts: ListTexts;
  /** Shown instead of an empty list; by default `children` receives the empty list. */
  readonly empty?: ReactNode;
  /** Scrolls within the screen and loads more at the end. */
  readonly scrolls?: boolean;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** The loaded part of a list, with an error above and a button for more below. */
export function LoadedList<T>({ list, texts, empty, scrolls = false, children }: ListedProps<T>) {
  const { items, status, error, next, reload } = list;
  // Offline, the page says so already.
  const offline = useIsOffline();
  const reads = status === 'loading' || status === 'idle';
  const content = (
    <>
      {reads && (
        <div className="pad">
          <Skeleton lines={4} label={texts.loading} />
        </div>
      )}
      {!reads && (items.length > 0 || error === undefined) && (items.length === 0 && empty ? empty : children(items))}
      <More list={list} label={texts.more} auto={scrolls} isLast={next === undefined} />
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
        <div className="scroll-area" role="region" aria-label={texts.label} tabIndex={0}>
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
  readonly label: string;
  /** Loads more once the button can be seen. */
  readonly auto: boolean;
  readonly isLast: boolean;
}

function More<T>({ list: { status, loadMore }, label, auto, isLast }: MoreProps<T>) {
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
        {label}
      </Button>
    </div>
  );
}
