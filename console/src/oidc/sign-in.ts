/** Signing in to the console with an OpenID provider, staying signed in, and signing out. */

import { HallpassError } from 'hallpass';

import { now } from '../clock.ts';
import { readConfig } from '../config.ts';
import { currentSession, saveSession, signOutsOf } from '../session.ts';
import type { Session } from '../session.ts';
import { answerFromWindow, handOver, keepAttempt, returnAfterSignOut } from './callback.ts';
import type { Callback } from './callback.ts';
import { isRefused, signInError, unexpectedAnswer } from './errors.ts';
import { newAttempt, OpenIdProvider } from './provider.ts';
import type { AuthorizationOptions, SignInAttempt, Tokens } from './provider.ts';
import { setSignInStatus } from './status.ts';
import { hasUnsavedInput } from './unsaved.ts';

/** How long before its end a token is renewed, in milliseconds, or this part of its life if that is shorter. */
const RENEWAL_MARGIN_MS = 30_000;
const RENEWAL_MARGIN_SHARE = 0.2;

/** The refresh token of this page. It is stored nowhere, and a reload forgets it. */
let refreshToken: string | undefined;
let provider: Promise<OpenIdProvider> | undefined;
let renewal: Promise<string | undefined> | undefined;
/** Settles the requests that wait until the person has signed in again. */
let resume: ((token: string | undefined) => void) | undefined;

/** The provider of this deployment. Rejects if it has none, or if the edge cannot be reached. */
const openProvider = (): Promise<OpenIdProvider> => {
  provider ??= readConfig()
    .then(({ provider: config }) => {
      if (config === undefined) throw new Error('no provider is configured');
      return new OpenIdProvider(config);
    })
    .catch((error: unknown) => {
      provider = undefined;
      throw error;
    });
  return provider;
};

/** Resolves if the person comes back to this page by the Back button. */
const comeBack = (): Promise<void> =>
  new Promise((resolve) => addEventListener('pageshow', ({ persisted }) => persisted && resolve(), { once: true }));

/** Leaves for the provider's sign-in page, which sends the person back to the page that is shown now. */
export const leaveForSignIn = async (options: AuthorizationOptions & { readonly replace?: boolean } = {}): Promise<void> => {
  const openId = await openProvider();
  const attempt = { ...newAttempt(), returnTo: location.pathname + location.search };
  const url = await openId.authorizationUrl(attempt, options).catch((cause: unknown) => {
    throw signInError(cause, openId.host);
  });
  keepAttempt(attempt);
  if (options.replace) location.replace(url);
  else location.assign(url);
  await comeBack();
};

/** Signs this tab in with the provider's answer, or hands it to the tab that waits for it. Never rejects. */
export const finishSignIn = async ({ answer, attempt }: Callback): Promise<void> => {
  try {
    if (attempt) {
      adopt(await redeem(answer, attempt));
    } else if (await handOver(answer)) {
      setSignInStatus({ kind: 'handed-over', failed: answer.has('error') });
    } else if (!currentSession()) {
      throw unexpectedAnswer();
    }
  } catch (error) {
    setSignInStatus({ kind: 'failed', error: error as HallpassError });
  }
};

/** The tokens that an answer stands for. Rejects with a `HallpassError`. */
const redeem = async (answer: URLSearchParams, attempt: SignInAttempt): Promise<Tokens> => {
  const openId = await openProvider();
  return openId.redeem(answer, attempt).catch((cause: unknown) => {
    throw signInError(cause, openId.host);
  });
};

/** Signs this tab in. A renewal keeps the number of sign-outs, so that one that happens meanwhile counts. */
const adopt = ({ idToken, expiresAt, subject, email, name, refreshToken: newest }: Tokens, signOuts = signOutsOf(subject)): void => {
  refreshToken = newest;
  saveSession({ by: 'provider', token: idToken, expiresAt, renewedAt: now(), signOuts, subject, email, name });
};

/** Whether the browser is just now waking the page up. */
let waking = false;

// After a sleep the client hides the page, and unsaved input with it, until it has a token of the same user. So it gets the current token
// immediately, even an expired one: the edge refuses that, and the client asks for another.
const wake = (): void => {
  waking = true;
  setTimeout(() => (waking = false));
};
document.addEventListener('resume', wake, { capture: true });
addEventListener('pageshow', ({ persisted }) => persisted && wake(), { capture: true });

/** The token of the tab's session; a promise while it is being renewed, or the person signs in again. */
export const identityToken = (): string | undefined | Promise<string | undefined> => {
  const session = currentSession();
  if (!session) return undefined;
  if (session.by === 'local') return session.expiresAt > now() ? session.token : undefined;
  if (!isDue(session) || waking) return session.token;
  if (renewal) return renewal;
  const begun = renew(session).finally(() => {
    if (renewal === begun) renewal = undefined;
  });
  renewal = begun;
  return begun;
};

const isDue = ({ expiresAt, renewedAt }: Session): boolean => {
  const margin = Math.min(RENEWAL_MARGIN_MS, (expiresAt - renewedAt) * RENEWAL_MARGIN_SHARE);
  return now() >= expiresAt - margin;
};

/** Renews the token by the refresh token, else by signing in again. */
const renew = async (session: Session): Promise<string | undefined> => {
  const renewed = await renewSilently(session);
  // The person may have signed out meanwhile, and a request of theirs is never sent as another's.
  if (currentSession()?.subject !== session.subject) return undefined;
  if (renewed) {
    adopt(renewed, session.signOuts);
    return renewed.idToken;
  }
  if (session.expiresAt > now()) return session.token;
  if (hasUnsavedInput()) return signInAgain(session);
  await leaveForSignIn({ email: session.email, replace: true });
  return undefined;
};

/** New tokens by the refresh token; `undefined` if there is none, or if it is refused. */
const renewSilently = async (session: Session): Promise<Tokens | undefined> => {
  if (refreshToken === undefined) return undefined;
  const openId = await openProvider();
  try {
    return await openId.renew(refreshToken, session.subject);
  } catch (cause) {
    if (isRefused(cause)) refreshToken = undefined;
    else if (session.expiresAt <= now()) throw signInError(cause, openId.host);
    return undefined;
  }
};

/** Asks the person to sign in again in another window, while the page stays as it is. `undefined` if they sign out instead. */
const signInAgain = (session: Session): Promise<string | undefined> =>
  new Promise((resolve) => {
    resume = (token) => {
      resume = undefined;
      setSignInStatus({ kind: 'idle' });
      resolve(token);
    };
    setSignInStatus({ kind: 'ended', session });
  });

/** A sign-in in another window, which keeps the page as it is. */
export interface WindowSignIn {
  /** The provider's page, for the window. */
  readonly url: string;
  /** Who has signed in there. Rejects with a `HallpassError`. */
  readonly person: Promise<Tokens>;
}

/** Begins a sign-in in another window. `signal` gives it up. */
export const beginInWindow = async ({ email }: Session, signal: AbortSignal, anotherAccount: boolean): Promise<WindowSignIn> => {
  const openId = await openProvider();
  const attempt = newAttempt();
  const url = await openId.authorizationUrl(attempt, { email, anotherAccount }).catch((cause: unknown) => {
    throw signInError(cause, openId.host);
  });
  return { url, person: answerFromWindow(attempt, signal).then((answer) => redeem(answer, attempt)) };
};

/** Goes on with the requests that wait, as the same person. */
export const resumeAs = (person: Tokens): void => {
  adopt(person);
  resume?.(person.idToken);
};

/** Ends the tab's session, and refuses the requests that wait for it. With `next`, that person is signed in then. */
export const endSession = (next?: Tokens): void => {
  refreshToken = undefined;
  // It is not the next person's.
  renewal = undefined;
  saveSession(undefined);
  if (next) adopt(next);
  resume?.(undefined);
};

/**
 * Signs the person out at the provider as well, whose page then sends this tab back. Resolves at once if the provider has none, or
 * cannot be reached.
 */
export const signOutAtProvider = async ({ token }: Session, returnTo: string): Promise<void> => {
  const former = refreshToken;
  endSession();
  const openId = await openProvider();
  const url = await openId.endSessionUrl(token).catch(() => undefined);
  if (url === undefined) {
    if (former !== undefined) await openId.revoke(former).catch(() => undefined);
    return;
  }
  returnAfterSignOut(returnTo);
  location.assign(url);
  await comeBack();
};
