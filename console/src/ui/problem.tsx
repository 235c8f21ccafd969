import { HallpassError } from 'hallpass';
import { useEffect, useRef } from 'react';

import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Quoting } from './quoting.tsx';

const capital = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1);

/** The error message for people. */
export const messageOf = (error: unknown): string =>
  capital(error instanceof Error ? error.message : '') || 'Something went wrong. Try again.';

/** An inline error: the message, the edge's detail, and the request id for support. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  // In a long dialog the error can be outside the viewport.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (error === undefined) return null;
  const problem = error instanceof HallpassError ? error : undefined;
  const message = messageOf(error);
  const wait = problem?.retryAfter;
  return (
    <div ref={place} className="callout callout-danger" role="alert">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">{message}</p>
        {problem?.detail && problem.detail !== message && <p><Quoting text={capital(problem.detail)} /></p>}
        {wait !== undefined && <p>You can try again in {wait} s.</p>}
        {problem?.requestId && (
          <p className="request-id">
            Request <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
