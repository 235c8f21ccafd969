import { HallpassError } from 'hallpass';

import { now } from './clock.ts';
import { writeStored, readStored } from './storage.ts';

const KEY = 'hallpass.console.identity';

/** A sign-in at the local identity provider. */
export interface Person {
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** The tab's identity token. Two tabs can be signed in as different people. */
interface Identity extends Person {
  readonly token: string;
  readonly expiresAt: string;
}

/** The signed-in identity, or undefined once its token has expired. */
export const identity = (): Identity | undefined => {
  const text = readStored('sessionStorage', KEY) ?? sessionFallback;
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as Identity;
  return Date.parse(known.expiresAt) > now() ? known : undefined;
};

// Where storage is blocked, the sign-in lasts until the page is unloaded.
let sessionFallback: string | undefined;

/** Removes the stored identity. */
export const clearIdentity = (): void => {
  sessionFallback = undefined;
  writeStored('sessionStorage', KEY, undefined);
};

/**
 * Requests a token from the local identity provider and stores it for this tab.
 *
 * Rejects with a `HallpassError`; its code is `not_found` if the deployment has no local identity.
 */
export const requestIdentity = async (person: Person): Promise<void> => {
  const response = await fetch('/local/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
    cache: 'no-store',
    credentials: 'omit',
  }).catch((cause: unknown) => {
    throw new HallpassError('The service cannot be reached. Try again.', {
      status: 0,
      code: 'unavailable',
      detail: String(cause),
    });
  });
  if (!response.ok) throw await errorFrom(response);
  const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
  sessionFallback = JSON.stringify({ ...person, token, expiresAt } satisfies Identity);
  writeStored('sessionStorage', KEY, sessionFallback);
};

const errorFrom = async (response: Response): Promise<HallpassError> => {
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    title?: string;
    detail?: string;
    requestId?: string;
  };
  const code = problem.code ?? (response.status === 404 || response.status === 405 ? 'not_found' : 'unavailable');
  const sentence =
    code === 'not_found' ? 'This deployment has no local sign-in.' : (problem.title ?? 'Signing in failed.');
  return new HallpassError(sentence, { ...problem, status: response.status, code, detail: problem.detail ?? '' });
};
