import { HallpassError } from 'hallpass';
import { useEffect, useRef } from 'react';

import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** The sentence of an error, for people. */
export const sentenceOf = (error: unknown): string =>
  capital(error instanceof Error ? error.message : '') || 'Something went wrong. Try again.';

/** An error where it happened: the sentence, the edge's own detail, and the number to quote to support. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  // In a long dialog the place of an error may be out of sight.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (error === undefined) return null;
  const problem = error instanceof HallpassError ? error : undefined;
  const sentence = sentenceOf(error);
  const wait = problem?.retryAfter;
  return (
    <div ref={place} className="callout callout-danger" role="alert">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">{sentence}</p>
        {problem?.detail && problem.detail !== sentence && <p>{capital(problem.detail)}</p>}
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
