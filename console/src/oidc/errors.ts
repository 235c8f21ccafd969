import { HallpassError } from 'hallpass';
import {
  AuthorizationResponseError,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  ResponseBodyError,
} from 'oauth4webapi';

/** What each failure means to the person who signs in. */
interface Words {
  readonly title: string;
  readonly detail: string;
}

const declined = (host: string): Words => ({
  title: 'You’re not signed in',
  detail: `${host} didn’t let you in, or you cancelled. Try again, or ask the people who manage your account there.`,
});
const needsSession = (host: string): Words => ({
  title: 'Sign in again',
  detail: `Your session with ${host} has ended.`,
});
const busy = (host: string): Words => ({
  title: `${host} isn’t available`,
  detail: 'Nothing is wrong with your account. Try again in a minute.',
});
const expired = (): Words => ({
  title: 'That took too long',
  detail: 'This sign-in has expired, or was used before. Try again.',
});

/** The errors of OAuth 2.0 and OpenID Connect that people can do something about. */
const WORDS: Readonly<Record<string, (host: string) => Words>> = {
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

const misconfigured = (host: string, code: string, description: string | undefined): Words => ({
  title: 'Sign-in isn’t set up correctly',
  detail: `${host} refused with \`${code}\`${description ? `: ${description.slice(0, DESCRIPTION_CHARACTERS)}` : ''}. Tell the people who run this site.`,
});

/** Whether the provider did not answer: the network, or the page's policy. */
const isUnreachable = (cause: unknown): boolean =>
  cause instanceof TypeError || (cause instanceof DOMException && ['AbortError', 'TimeoutError'].includes(cause.name));

const wordsOf = (cause: unknown, host: string): Words => {
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) {
    return WORDS[cause.error]?.(host) ?? misconfigured(host, cause.error, cause.error_description);
  }
  if (cause instanceof OperationProcessingError && cause.code === JWT_TIMESTAMP_CHECK) {
    return { title: 'Your clock looks wrong', detail: 'Set your device’s date and time, then try again.' };
  }
  if (isUnreachable(cause)) return { title: `We can’t reach ${host}`, detail: 'Check your connection, then reload the page and try again.' };
  return { title: 'We couldn’t verify this sign-in', detail: `${host} sent something that wasn’t meant for this tab. Try again.` };
};

/** Why a sign-in failed, as an error whose texts can be shown to the user. */
export const signInError = (cause: unknown, host: string): HallpassError => {
  if (cause instanceof HallpassError) return cause;
  const { title, detail } = wordsOf(cause, host);
  const code = isUnreachable(cause) ? 'unavailable' : 'sign_in_failed';
  return new HallpassError(title, { status: 0, code, detail }, { cause });
};

/** The answer of a provider to a sign-in that this tab did not begin, or has finished. */
export const unexpectedAnswer = (): HallpassError =>
  new HallpassError('That sign-in link doesn’t work anymore', {
    status: 0,
    code: 'sign_in_failed',
    detail: 'It was used before, or began in another tab. Sign in here instead.',
  });

/** Whether the provider has refused for good: asking again with the same token is of no use. */
export const isRefused = (cause: unknown): boolean =>
  cause instanceof ResponseBodyError && !['server_error', 'temporarily_unavailable'].includes(cause.error);
