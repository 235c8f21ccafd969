import { HallpassError } from 'hallpass';
import type { Code } from 'hallpass';
import { useEffect, useRef } from 'react';

import { ConsoleError } from '../errors.ts';
import { language, useWords, words } from '../words/language.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Quoting } from './quoting.tsx';

const capital = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1);

/** Errors about which the console knows what people can do, and the text that says it. */
const TEXTS = {
  not_signed_in: 'sessionEnded',
  token_invalid: 'sessionEnded',
  token_expired: 'sessionEnded',
  no_account: 'sessionEnded',
  stale_epoch: 'outOfDate',
  conflict: 'changedMeanwhile',
  policy_mismatch: 'outOfDate',
  account_mismatch: 'outOfDate',
  project_mismatch: 'outOfDate',
  idempotency_mismatch: 'outOfDate',
  rate_limited: 'tooManyRequests',
  unavailable: 'unreachable',
} as const;
const hasText = (code: string): code is keyof typeof TEXTS => Object.hasOwn(TEXTS, code);
const ABOUT_FIELDS = 'see `errors`';

/** The error message for people, in the language that is shown now. */
export const messageOf = (error: unknown): string => {
  const { words, messages } = language();
  if (!(error instanceof HallpassError)) return words.parts.somethingWrong;
  if (error instanceof ConsoleError) return error.message;
  if (hasText(error.code)) return words.parts[TEXTS[error.code]];
  return Object.hasOwn(messages, error.code) ? (messages[error.code as Code]?.(error) ?? error.message) : capital(error.message);
};

/** What the edge says besides, where it is for people. */
const detailOf = (error: HallpassError): string | undefined => {
  const { code, detail } = error;
  if (detail === undefined || detail.startsWith(ABOUT_FIELDS)) return undefined;
  if (error instanceof ConsoleError) return detail;
  return hasText(code) ? undefined : words().hallpass.errorDetail(capital(detail));
};

/** An inline error: the message, the edge's detail, and the request id for support. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { hallpass, parts } = useWords();
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
        {wait !== undefined && <p>{parts.tryAgainIn(wait)}</p>}
        {problem?.requestId && (
          <p className="request-id">{hallpass.requestId(problem.requestId)}</p>
        )}
      </div>
      {retry && (
        <Button small onClick={retry}>
          {hallpass.retry}
        </Button>
      )}
    </div>
  );
}
