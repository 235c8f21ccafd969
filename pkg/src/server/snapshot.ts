import { instant } from '../clock.ts';
import { HallpassError } from '../errors.ts';
import type { Maybe, Me, Policy, Scope, Snapshot } from '../types.ts';
import { createAsk, parse } from './edge.ts';
import type { GuardOptions } from './types.ts';

/** What `createSnapshot` takes. */
export interface SnapshotOptions extends Pick<GuardOptions, 'endpoint' | 'fetch'> {
  /** The identity provider's token of whoever this page is rendered for. */
  readonly token?: Maybe<string>;
  /** Gives it, if `token` does not. */
  getIdentityToken?(): Maybe<string> | Promise<Maybe<string>>;
  /** The page's address; with `scope` it says which account is active. */
  readonly url?: string | URL;
  /** As in `createClient`. */
  readonly scope?: Scope;
}

/**
 * Reads on the server what the first paint in the browser needs: hand it to `createClient({ initial })`.
 *
 * Gives nothing for somebody who is not signed in or has no account yet: the client in the browser does the rest.
 * It holds the page's own user's name and address, so a page that carries it must not be cached for others.
 *
 * Rejects with a `HallpassError` if the edge does not answer.
 */
export const createSnapshot = async (options: SnapshotOptions): Promise<Snapshot | undefined> => {
  const ask = createAsk(options);
  const identity = options.token ?? (await options.getIdentityToken?.());
  if (!identity) return undefined;
  try {
    const [mine, policy] = await Promise.all([ask('/v1/me', { headers: { authorization: `Bearer ${identity}` } }), ask('/v1/policy')]);
    const me = parse<Me>(mine.text);
    return {
      me,
      active: named(options) ?? me.own.id,
      policyId: parse<Policy>(policy.text).id,
      serverTime: instant(mine.time),
    };
  } catch (error) {
    // Whoever has no account yet opens it in the browser: reading a page changes nothing.
    if (error instanceof HallpassError && (error.status === 401 || error.code === 'no_account')) return undefined;
    throw error;
  }
};

/** The account that the address names, mine or not: the client says what is wrong with it. */
const named = ({ url, scope = 'tab' }: SnapshotOptions): string | undefined =>
  url === undefined || scope === 'tab' ? undefined : scope.read(new URL(url)) || undefined;
