import { readStored, writeStored } from '../storage.ts';
import { REDIRECT_PATH } from './provider.ts';
import type { SignInAttempt } from './provider.ts';

const ATTEMPT = 'hallpass.console.sign-in';
const RETURN = 'hallpass.console.return-to';
const CHANNEL = 'hallpass.console.sign-in';
/** How long another tab may take to say that it began a sign-in, in milliseconds. */
const TAKEN_TIMEOUT_MS = 2_000;

/** A sign-in for which this tab has left for the provider. */
export interface PendingAttempt extends SignInAttempt {
  /** The page that was asked for: path and query. */
  readonly returnTo: string;
}

/** What the provider sent this tab back with. */
export interface Callback {
  readonly answer: URLSearchParams;
  /** The attempt that it answers, if this tab began it. */
  readonly attempt: PendingAttempt | undefined;
}

/** Keeps an attempt for when the provider sends this tab back. */
export const keepAttempt = (attempt: PendingAttempt): void => writeStored('sessionStorage', ATTEMPT, JSON.stringify(attempt));

/** Shows this page when the provider has signed the person out and sends this tab back. */
export const returnAfterSignOut = (path: string): void => writeStored('sessionStorage', RETURN, path);

/**
 * Takes the provider's answer out of the address bar and the history, which show the page that was asked for instead. An
 * attempt is answered once: a code that is sent again finds none.
 */
export const takeCallback = (): Callback | undefined => {
  if (location.pathname !== REDIRECT_PATH) {
    const returnTo = readStored('sessionStorage', RETURN);
    if (returnTo === undefined) return undefined;
    writeStored('sessionStorage', RETURN, undefined);
    if (location.pathname === '/') history.replaceState(null, '', samePage(returnTo));
    return undefined;
  }
  const answer = new URLSearchParams(location.search || location.hash.slice(1));
  const attempt = readAttempt(answer.get('state'));
  history.replaceState(null, '', samePage(attempt?.returnTo ?? '/'));
  return { answer, attempt };
};

/** The attempt that an answer with this `state` is to; it is forgotten. */
const readAttempt = (state: string | null): PendingAttempt | undefined => {
  const text = readStored('sessionStorage', ATTEMPT);
  if (text === undefined) return undefined;
  const attempt = JSON.parse(text) as PendingAttempt;
  if (attempt.state !== state) return undefined;
  writeStored('sessionStorage', ATTEMPT, undefined);
  return attempt;
};

/** A path of this site; never that of another, nor the callback itself. */
const samePage = (path: string): string => {
  const url = new URL(path, location.origin);
  const isPage = url.origin === location.origin && url.pathname !== REDIRECT_PATH;
  return isPage ? url.pathname + url.search : '/';
};

/** What tabs tell each other about a sign-in that was begun in one and answered in another. */
type Message = { readonly answer: string } | { readonly taken: string };

/** Hands an answer to the tab that began the sign-in. Resolves to whether there is one. */
export const handOver = async (answer: URLSearchParams): Promise<boolean> => {
  const state = answer.get('state');
  if (state === null || !('BroadcastChannel' in globalThis)) return false;
  const channel = new BroadcastChannel(CHANNEL);
  const taken = new Promise<boolean>((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => 'taken' in data && data.taken === state && resolve(true));
    setTimeout(() => resolve(false), TAKEN_TIMEOUT_MS);
  });
  channel.postMessage({ answer: answer.toString() } satisfies Message);
  return taken.finally(() => channel.close());
};

/** The answer to `attempt`, which the provider sends to another window of this site. */
export const answerFromWindow = (attempt: SignInAttempt, signal: AbortSignal): Promise<URLSearchParams> =>
  new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    signal.addEventListener('abort', () => channel.close());
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (!('answer' in data)) return;
      const answer = new URLSearchParams(data.answer);
      if (answer.get('state') !== attempt.state) return;
      channel.postMessage({ taken: attempt.state } satisfies Message);
      channel.close();
      resolve(answer);
    });
  });
