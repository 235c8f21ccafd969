import type { Code } from '../generated.ts';
import type { Policy, Snapshot, User } from '../types.ts';
import { type FakeResponse } from './context.ts';
import { type Roles } from './policy.ts';
import { type Told } from './refusal.ts';
/** Options of `createFakeEdge`. */
export interface FakeEdgeOptions {
    /** As `GET /v1/policy` returns it. */
    readonly policy?: Policy;
    /** Instead of a policy: roles with their permissions. The owner's role, `admin`, has every permission. */
    readonly roles?: Roles;
    /** The origin of the edge. */
    readonly origin?: string;
    /** The page that an opened link leads to. */
    readonly joinUrl?: string;
}
/** A user to be added. */
export interface NewUser {
    readonly email: string;
    /** By default the part of the address before the `@`. */
    readonly name?: string;
    readonly emailVerified?: boolean;
    readonly id?: string;
    readonly image?: string;
}
/** A team to be added. */
export interface NewTeam {
    readonly name: string;
    readonly owner: User;
    readonly id?: string;
    readonly members?: readonly {
        readonly user: User;
        readonly role: string;
    }[];
}
/** An invite to be added. */
export interface NewInvite {
    readonly role: string;
    /** Absent: a link invite. */
    readonly email?: string;
    /** By default the account's owner. */
    readonly inviter?: User;
    readonly note?: string;
    /** Seconds. */
    readonly expiresIn?: number;
}
/** A request of the client. */
export interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly url: URL;
    readonly headers: Headers;
    readonly body: unknown;
}
/** Answers a request instead of the fake edge. If it returns `undefined`, the fake edge answers. */
export type Answer = (request: SeenRequest) => FakeResponse | undefined | Promise<Response | object | undefined>;
/**
 * An edge in memory, for tests of apps. Through `fetch` it has the routes of the real edge; it signs the same tokens
 * and keeps the changes that clients make.
 *
 * It knows memberships and the status of invites, and compares addresses as they are written. It does not know what a
 * role may do: it does what a member asks for, unless the test refuses it with `refuse`.
 */
export interface FakeEdge {
    readonly origin: string;
    /** For `ClientOptions.fetch`. */
    readonly fetch: typeof fetch;
    /** For `ClientOptions.getIdentityToken`: the token of the signed-in user. */
    readonly getIdentityToken: () => string | undefined;
    readonly policy: Policy;
    /** Every request so far, oldest first. */
    readonly seen: readonly SeenRequest[];
    /** How far the edge's clock is ahead of this machine's, in milliseconds. */
    aheadMs: number;
    /** The lifetime of membership tokens. */
    ttlSeconds: number;
    addUser(user: NewUser): User;
    /** Signs a user in and opens their personal account. Call `client.identityChanged()` to tell the client. */
    signIn(user: User | NewUser): User;
    signOut(): void;
    /** The identity token of a user, for clients with their own `getIdentityToken`. */
    identityOf(user: User): string;
    /** Adds a team and returns its id. */
    addTeam(team: NewTeam): string;
    /** Adds a member or changes their role, as a colleague might. */
    setRole(account: string, user: User, role: string): void;
    removeMember(account: string, user: User): void;
    /** Adds a pending invite. */
    addInvite(account: string, invite: NewInvite): {
        readonly id: string;
        readonly link: string;
    };
    /** Sets the status of an invite, as its invitee or a colleague might. */
    decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
    /** The snapshot that a server would render for a user. Their personal account is active, unless `active` is another's id. */
    snapshot(user: User, active?: string): Snapshot;
    /** Opens a link as a browser does and returns the fragment that it leads to: `#invite=…`. */
    open(link: string): Promise<string>;
    /** Replaces the policy. */
    setPolicy(policy: Policy): void;
    /**
     * Refuses a route: `refuse('POST /v1/invites/accept', 'rate_limited', { retryAfter: 1 })`. `*` stands for an id. Returns
     * a function that ends it.
     */
    refuse(route: string, code: Code, told?: Told): () => void;
    /** Answers a route instead of the fake edge. A thrown `TypeError` is a lost connection. Returns a function that ends it. */
    answer(route: string, answer: Answer): () => void;
}
/** Creates an empty edge in memory. */
export declare const createFakeEdge: (options?: FakeEdgeOptions) => FakeEdge;
