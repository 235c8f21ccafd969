import { HallpassError } from 'hallpass';

import { now } from './clock.ts';
import { ConsoleError } from './errors.ts';
import { saveSession, signOutsOf } from './session.ts';
import { words } from './words/language.ts';

/** A sign-in at the local identity provider, which believes what people say of themselves. */
export interface Person {
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/**
 * Requests a token from the local identity provider and stores it for this tab.
 *
 * Rejects with a `HallpassError`; its code is `not_found` if the deployment has no local identity.
 */
export const signInLocally = async (person: Person): Promise<void> => {
  const response = await fetch('/local/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
    cache: 'no-store',
    credentials: 'omit',
  }).catch((cause: unknown) => {
    const { unreachable, unreachableAbout } = words().signIn;
    throw new ConsoleError('unavailable', unreachable, unreachableAbout, cause);
  });
  if (!response.ok) throw await errorFrom(response);
  const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
  const { email, name } = person;
  const subject = `local ${email}`;
  saveSession({ by: 'local', token, expiresAt: Date.parse(expiresAt), renewedAt: now(), signOuts: signOutsOf(subject), subject, email, name });
};

const errorFrom = async (response: Response): Promise<HallpassError> => {
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    title?: string;
    detail?: string;
    requestId?: string;
  };
  const code = problem.code ?? (response.status === 404 || response.status === 405 ? 'not_found' : 'unavailable');
  const { noLocalIdentity, failed } = words().signIn;
  if (code === 'not_found') return new ConsoleError(code, noLocalIdentity, '');
  return new HallpassError(problem.title ?? failed, { ...problem, status: response.status, code, detail: problem.detail ?? '' });
};
