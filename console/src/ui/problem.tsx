import { HallpassError } from 'hallpass';
import { useEffect, useRef } from 'react';

import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Quoting } from './quoting.tsx';

const capital = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1);

const SESSION_ENDED = 'Your session has ended. Sign in again.';
const OUT_OF_DATE = 'This page is out of date. Reload it and try again.';

/** Errors of which the edge speaks to developers, and what people can do about them. */
const MESSAGES: Readonly<Record<string, string>> = {
  not_signed_in: SESSION_ENDED,
  token_invalid: SESSION_ENDED,
  token_expired: SESSION_ENDED,
  no_account: SESSION_ENDED,
  stale_epoch: OUT_OF_DATE,
  conflict: 'Someone changed this in the meantime. Reload and try again.',
  policy_mismatch: OUT_OF_DATE,
  account_mismatch: OUT_OF_DATE,
  project_mismatch: OUT_OF_DATE,
  idempotency_mismatch: OUT_OF_DATE,
  rate_limited: 'Too many requests. Wait a moment and try again.',
  unavailable: "The service can't be reached. Check your connection and try again.",
};
const ABOUT_FIELDS = 'see `errors`';

/** Whether an error has words for people already, as those of signing in. */
const hasOwnWords = ({ status, detail = '' }: HallpassError): boolean => status === 0 && /^[A-Z][^:]*\.$/.test(detail);

/** The error message for people. */
export const messageOf = (error: unknown): string =>
  error instanceof HallpassError ? ((hasOwnWords(error) ? undefined : MESSAGES[error.code]) ?? capital(error.message)) : 'Something went wrong. Try again.';

/** What the edge says besides, where it is for people. */
const detailOf = (error: HallpassError): string | undefined => {
  const { code, detail } = error;
  if (detail === undefined || detail.startsWith(ABOUT_FIELDS)) return undefined;
  return hasOwnWords(error) || !(code in MESSAGES) ? capital(detail) : undefined;
};

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
  const detail = problem && detailOf(problem);
  const wait = problem?.retryAfter;
  return (
    <div ref={place} className="callout callout-danger" role="alert">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">{message}</p>
        {detail && detail !== message && (
          <p>
            <Quoting text={detail} />
          </p>
        )}
        {wait !== undefined && <p>You can try again in {wait} seconds.</p>}
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
