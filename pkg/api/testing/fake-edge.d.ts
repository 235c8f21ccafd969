import type { Code } from '../generated.ts';
import type { Policy, Snapshot, User } from '../types.ts';
import { type Roles } from './policy.ts';
import { type Told } from './refusal.ts';
import { type Replied } from './desk.ts';
/** What `createFakeEdge` takes. */
export interface FakeEdgeOptions {
    /** As `GET /v1/policy` gives it. */
    readonly policy?: Policy;
    /** In place of a policy: roles and what each holds. The owner's, `admin`, holds everything. */
    readonly roles?: Roles;
    /** Where the edge pretends to be. */
    readonly origin?: string;
    /** Where an opened link leads. */
    readonly joinUrl?: string;
}
/** A user to be added. */
export interface NewUser {
    readonly email: string;
    /** What stands before the `@` if absent. */
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
    /** The account's owner if absent. */
    readonly inviter?: User;
    readonly note?: string;
    /** Seconds. */
    readonly expiresIn?: number;
}
/** One request as the client sent it. */
export interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly url: URL;
    readonly headers: Headers;
    readonly body: unknown;
}
/** Answers one request in place of the fake; nothing leaves it to the fake. */
export type Answer = (request: SeenRequest) => Replied | undefined | Promise<Response | object | undefined>;
/**
 * An edge in memory, for tests of apps. It speaks the routes of the real one through `fetch`, signs what the real
 * one signs, and keeps what it is told.
 *
 * It knows who is in what and what has become of an invite, and compares addresses as they are written. It does not
 * know what a role may do: whatever a member asks for is done, unless the test says no with `refuse`.
 */
export interface FakeEdge {
    readonly origin: string;
    /** For `ClientOptions.fetch`. */
    readonly fetch: typeof fetch;
    /** For `ClientOptions.getIdentityToken`: that of whoever is signed in. */
    readonly getIdentityToken: () => string | undefined;
    readonly policy: Policy;
    /** Every request so far, oldest first. */
    readonly seen: readonly SeenRequest[];
    /** How far the edge's clock is ahead of this machine's, in milliseconds. */
    aheadMs: number;
    /** Life of a membership token. */
    ttlSeconds: number;
    addUser(user: NewUser): User;
    /** Signs somebody in, with their account opened. `client.identityChanged()` lets the client know. */
    signIn(user: User | NewUser): User;
    signOut(): void;
    /** The identity token of somebody, for clients with their own `getIdentityToken`. */
    identityOf(user: User): string;
    /** Adds a team, and gives its id. */
    addTeam(team: NewTeam): string;
    /** Lets somebody be a member, or changes their role, as a colleague would from elsewhere. */
    setRole(account: string, user: User, role: string): void;
    removeMember(account: string, user: User): void;
    /** Adds a pending invite. */
    addInvite(account: string, invite: NewInvite): {
        readonly id: string;
        readonly link: string;
    };
    /** What becomes of an invite elsewhere. */
    decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
    /** What a server would render for somebody; their own account is the active one unless `active` names another. */
    snapshot(user: User, active?: string): Snapshot;
    /** Opens a link as a browser would, and gives the fragment that it leads to: `#invite=…`. */
    open(link: string): Promise<string>;
    /** From now on another policy. */
    setPolicy(policy: Policy): void;
    /** Refuses a route from now on: `refuse('POST /v1/invites/accept', 'rate_limited', { retryAfter: 1 })`. `*` stands for an id. Gives what ends it. */
    refuse(route: string, code: Code, told?: Told): () => void;
    /** Answers a route in place of the fake. Throwing a `TypeError` is a lost connection. Gives what ends it. */
    answer(route: string, answer: Answer): () => void;
}
/** An edge in memory with nothing in it. */
export declare const createFakeEdge: (options?: FakeEdgeOptions) => FakeEdge;
