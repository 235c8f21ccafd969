import type { Maybe, Scope, Snapshot } from '../types.ts';
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
export declare const createSnapshot: (options: SnapshotOptions) => Promise<Snapshot | undefined>;
