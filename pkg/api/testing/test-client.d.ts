import type { Client, ClientOptions, Policy, User } from '../types.ts';
import { type FakeEdge, type NewUser } from './fake-edge.ts';
/** An account of the user under test. */
export interface TestAccount {
    readonly name: string;
    /** By default the role of the test client, else the owner's. */
    readonly role?: string;
    /** The permissions of that role; the same in every account with this role. */
    readonly permissions?: readonly string[];
    readonly id?: string;
}
/** Options of `createTestClient`. */
export interface TestClientOptions {
    /** The user's role in the active team; the owner's if neither role nor permissions are set. */
    readonly role?: string;
    /** The exact permissions of the role. */
    readonly permissions?: readonly string[];
    /** The user's teams, besides their personal account; by default one. The first is active. */
    readonly accounts?: readonly TestAccount[];
    /** The name of the active team, or `me` for the personal account. */
    readonly active?: string;
    /** The signed-in user; `null` for none. */
    readonly user?: Partial<NewUser> | null;
    /** A policy as `GET /v1/policy` returns it. It determines the permissions of roles. */
    readonly policy?: Policy;
    /** Further options of `createClient`. */
    readonly client?: Partial<Omit<ClientOptions, 'endpoint' | 'fetch' | 'getIdentityToken' | 'initial'>>;
}
/** A real client on an edge in memory. */
export interface TestClient extends Client {
    readonly edge: FakeEdge;
    /** The signed-in user. */
    readonly me: User | undefined;
}
/**
 * A client for unit tests of an app. Its state is complete at once, nothing is sent over a network, and gates are
 * decided by the same code as in the browser.
 *
 * Call `close()` when the test is over. Two test clients share nothing.
 */
export declare const createTestClient: (options?: TestClientOptions) => TestClient;
