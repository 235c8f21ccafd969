import type { Maybe, Scope, Snapshot } from '../types.ts';
import type { GuardOptions } from './types.ts';
/** Options of `createSnapshot`. */
export interface SnapshotOptions extends Pick<GuardOptions, 'endpoint' | 'fetch'> {
    /** The identity token of the user for whom the page is rendered. */
    readonly token?: Maybe<string>;
    /** Returns the identity token if `token` is not set. */
    getIdentityToken?(): Maybe<string> | Promise<Maybe<string>>;
    /** The page's address. With `scope`, it determines the active account. */
    readonly url?: string | URL;
    /** As in `createClient`. */
    readonly scope?: Scope;
}
/**
 * Reads on the server what the first paint in the browser needs: pass it to `createClient({ initial })`.
 *
 * Resolves with `undefined` for a user who is not signed in or has no account yet: the client in the browser does the
 * rest. The snapshot contains the user's name and e-mail address, so a page that embeds it must not be cached for others.
 *
 * Rejects with a `HallpassError` if the edge does not answer.
 */
export declare const createSnapshot: (options: SnapshotOptions) => Promise<Snapshot | undefined>;
