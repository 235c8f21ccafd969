import { now } from './clock.ts';
import { readStored, writeStored } from './storage.ts';

const SESSION = 'hallpass.console.identity';
const SIGN_OUTS = 'hallpass.console.sign-outs';
/** How long a sign-out is remembered, in milliseconds. No identity token lives longer. */
const SIGN_OUT_LIFETIME_MS = 30 * 86_400_000;

/** Who is signed in to this tab. Two tabs can be signed in as different people. */
export interface Session {
  /** Whether an OpenID provider signed the person in, or local identity. */
  readonly by: 'provider' | 'local';
  /** The identity token. */
  readonly token: string;
  /** When the token expires, by this device's clock. */
  readonly expiresAt: number;
  /** When the token was issued to this tab. */
  readonly renewedAt: number;
  /** How often the person had signed out in this browser when they signed in. A renewal does not change it. */
  readonly signOuts: number;
  /** The person: the same in every tab of theirs. */
  readonly subject: string;
  readonly email: string;
  readonly name: string;
}

// Where storage is blocked, the session lasts until the page is unloaded.
let fallback: string | undefined;

/** The tab's session, unless the person has signed out in another tab. Its token may have expired. */
export const currentSession = (): Session | undefined => {
  const text = readStored('sessionStorage', SESSION) ?? fallback;
  const session = text === undefined ? undefined : (JSON.parse(text) as Partial<Session>);
  if (session?.by === undefined) return undefined;
  const { subject = '', signOuts = 0 } = session;
  return signOuts < signOutsOf(subject) ? undefined : (session as Session);
};

/** Replaces the tab's session; `undefined` ends it. */
export const saveSession = (session: Session | undefined): void => {
  fallback = session && JSON.stringify(session);
  writeStored('sessionStorage', SESSION, fallback);
};

/** How often a person has signed out in this browser, and when the last time. */
interface SignOuts {
  readonly count: number;
  readonly at: number;
}

const readSignOuts = (): Readonly<Record<string, SignOuts>> => {
  try {
    return JSON.parse(readStored('localStorage', SIGN_OUTS) ?? '{}') as Record<string, SignOuts>;
  } catch {
    return {};
  }
};

/** How often a person has signed out in this browser. A count, since the device's clock may be set back. */
export const signOutsOf = (subject: string): number => readSignOuts()[subject]?.count ?? 0;

/** Ends every session of a person in this browser: of open tabs at once, of others when they are opened again. */
export const recordSignOut = (subject: string): void => {
  const recent = Object.entries(readSignOuts()).filter(([, { at }]) => now() - at < SIGN_OUT_LIFETIME_MS);
  const signOuts: SignOuts = { count: signOutsOf(subject) + 1, at: now() };
  writeStored('localStorage', SIGN_OUTS, JSON.stringify({ ...Object.fromEntries(recent), [subject]: signOuts }));
};

/** Calls `listener` when this tab's person signs out in another tab. */
export const onSignOutElsewhere = (listener: () => void): void => {
  addEventListener('storage', ({ key }) => {
    const text = readStored('sessionStorage', SESSION) ?? fallback;
    if (key !== SIGN_OUTS || text === undefined || currentSession()) return;
    saveSession(undefined);
    listener();
  });
};
