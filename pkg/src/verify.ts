import type { EdgeClock } from './clock.ts';
import type { Core } from './core.ts';
import type { Http } from './http.ts';
import type { ClientOptions, VerifiedInvite } from './types.ts';

/** Says what an invite token says, or that it is not genuine. */
export type Verify = (token: string) => Promise<VerifiedInvite | 'closed'>;

/** Verifies with the edge's keys. */
export const createVerify = (options: ClientOptions, http: Http, clock: EdgeClock, core: Core): Verify => {
  type Told = Omit<VerifiedInvite, 'expiresAt'> & { readonly expiresSeconds: number };
  return async (token) => {
    // Never from a store: the reply also sets the clock, and a signed-out page asks nothing else that does.
    const keys = await http<object>('GET', '/.well-known/jwks.json', { open: true });
    const issuer = options.issuer ?? new URL(options.endpoint || '/', globalThis.location?.href).origin;
    try {
      const { expiresSeconds, ...told } = await core<Told>('verifyInvite', token, JSON.stringify(keys), issuer, clock.now() / 1000);
      return { ...told, expiresAt: new Date(expiresSeconds * 1000).toISOString() };
    } catch (error) {
      // Only what is surely not genuine is closed; a verifier that did not load says nothing.
      if ((error as { code?: unknown }).code === 'token_invalid') return 'closed';
      throw error;
    }
  };
};
