import { HallpassError } from 'hallpass';

import { now } from './clock.ts';
import { keep, recall } from './storage.ts';

const KEY = 'hallpass.console.identity';

/** Who signs in at the local identity provider. */
export interface Person {
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** An identity token in hand. It belongs to this tab, so two tabs may be two people. */
interface Identity extends Person {
  readonly token: string;
  readonly expiresAt: string;
}

/** Who is signed in here; nobody once the identity token has expired. */
export const identity = (): Identity | undefined => {
  const text = recall('sessionStorage', KEY) ?? held;
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as Identity;
  return Date.parse(known.expiresAt) > now() ? known : undefined;
};

// Where storage is forbidden, signing in lasts until the page is left.
let held: string | undefined;

/** Forgets who is signed in. */
export const forgetIdentity = (): void => {
  held = undefined;
  keep('sessionStorage', KEY, undefined);
};

/**
 * Asks the local identity provider for a token and keeps it for this tab.
 *
 * Throws a `HallpassError` if it refuses: `not_found` where there is no local identity.
 */
export const obtainIdentity = async (person: Person): Promise<void> => {
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
  if (!response.ok) throw await refusalIn(response);
  const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
  held = JSON.stringify({ ...person, token, expiresAt } satisfies Identity);
  keep('sessionStorage', KEY, held);
};

const refusalIn = async (response: Response): Promise<HallpassError> => {
  const told = (await response.json().catch(() => ({}))) as {
    code?: string;
    title?: string;
    detail?: string;
    requestId?: string;
  };
  const code = told.code ?? (response.status === 404 || response.status === 405 ? 'not_found' : 'unavailable');
  const sentence =
    code === 'not_found' ? 'This deployment has no local sign-in.' : (told.title ?? 'Signing in failed.');
  return new HallpassError(sentence, { ...told, status: response.status, code, detail: told.detail ?? '' });
};
