import type { Client, ClientOptions, Policy, User } from '../types.ts';
import { type FakeEdge, type NewUser } from './fake-edge.ts';
/** An account of the user under test. */
export interface TestAccount {
    readonly name: string;
    /** Default: that of `createTestClient`, else the owner's. */
    readonly role?: string;
    /** What that role holds; the same for every account with this role. */
    readonly permissions?: readonly string[];
    readonly id?: string;
}
/** What `createTestClient` takes. */
export interface TestClientOptions {
    /** My role in the active team; the owner's if neither role nor permissions are given. */
    readonly role?: string;
    /** What the role holds: exactly this. */
    readonly permissions?: readonly string[];
    /** My teams, beside my own account; one if absent. The first is the active one. */
    readonly accounts?: readonly TestAccount[];
    /** Name of the active account: a team's, or my own, `me`. */
    readonly active?: string;
    /** Who is signed in; `null` for nobody. */
    readonly user?: Partial<NewUser> | null;
    /** Your own, as `GET /v1/policy` gives it; roles then hold what it says. */
    readonly policy?: Policy;
    /** More of what `createClient` takes. */
    readonly client?: Partial<Omit<ClientOptions, 'endpoint' | 'fetch' | 'getIdentityToken' | 'initial'>>;
}
/** A real client on an edge in memory. */
export interface TestClient extends Client {
    readonly edge: FakeEdge;
    /** The user under test; absent if nobody is signed in. */
    readonly me: User | undefined;
}
/**
 * A client for unit tests of an app: its first state stands at once, nothing goes over a network, and gates are
 * decided by the same code as in the browser.
 *
 * `close()` it when the test is over. Two of them share nothing.
 */
export declare const createTestClient: (options?: TestClientOptions) => TestClient;
