import { HallpassError } from 'hallpass';
import {
  AuthorizationResponseError,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  ResponseBodyError,
} from 'oauth4webapi';

import { ConsoleError } from '../errors.ts';
import { words } from '../words/language.ts';

/** What a failure means to the person who signs in. */
interface Explained {
  readonly title: string;
  readonly detail: string;
}

type Explain = (host: string) => Explained;

const declined: Explain = (host) => ({ title: words().signIn.declined, detail: words().signIn.declinedAbout(host) });
const needsSession: Explain = (host) => ({ title: words().signIn.sessionEnded, detail: words().signIn.sessionEndedAbout(host) });
const busy: Explain = (host) => ({ title: words().signIn.busy(host), detail: words().signIn.busyAbout });
const expired: Explain = () => ({ title: words().signIn.expired, detail: words().signIn.expiredAbout });

/** The errors of OAuth 2.0 and OpenID Connect that people can do something about. */
const EXPLAINED: Readonly<Record<string, Explain>> = {
  access_denied: declined,
  login_required: needsSession,
  interaction_required: needsSession,
  account_selection_required: needsSession,
  consent_required: needsSession,
  server_error: busy,
  temporarily_unavailable: busy,
  invalid_grant: expired,
};

/** The longest description of a provider's that is shown. */
const DESCRIPTION_CHARACTERS = 200;

const misconfigured = (host: string, code: string, description: string | undefined): Explained => {
  const { signIn: t } = words();
  const detail = description ? t.misconfiguredBecause(host, code, description.slice(0, DESCRIPTION_CHARACTERS)) : t.misconfiguredAbout(host, code);
  return { title: t.misconfigured, detail };
};

/** Whether the provider did not answer: the network, or the page's policy. */
const isUnreachable = (cause: unknown): boolean =>
  cause instanceof TypeError || (cause instanceof DOMException && ['AbortError', 'TimeoutError'].includes(cause.name));

const explain = (cause: unknown, host: string): Explained => {
  const { signIn: t } = words();
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) {
    return EXPLAINED[cause.error]?.(host) ?? misconfigured(host, cause.error, cause.error_description);
  }
  if (cause instanceof OperationProcessingError && cause.code === JWT_TIMESTAMP_CHECK) {
    return { title: t.wrongClock, detail: t.wrongClockAbout };
  }
  if (isUnreachable(cause)) return { title: t.providerUnreachable(host), detail: t.providerUnreachableAbout };
  return { title: t.notVerified, detail: t.notVerifiedAbout(host) };
};

/** Why a sign-in failed, as an error whose texts can be shown to the user. */
export const signInError = (cause: unknown, host: string): HallpassError => {
  if (cause instanceof HallpassError) return cause;
  const { title, detail } = explain(cause, host);
  const code = isUnreachable(cause) ? 'unavailable' : 'sign_in_failed';
  return new ConsoleError(code, title, detail, cause);
};

/** The answer of a provider to a sign-in that this tab did not begin, or has finished. */
export const unexpectedAnswer = (): HallpassError =>
  new ConsoleError('sign_in_failed', words().signIn.unexpected, words().signIn.unexpectedAbout);

/** Whether the provider has refused for good: asking again with the same token is of no use. */
export const isRefused = (cause: unknown): boolean =>
  cause instanceof ResponseBodyError && !['server_error', 'temporarily_unavailable'].includes(cause.error);
