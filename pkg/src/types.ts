/** The public types of the client. */

import type { DataExport, ErasedUser } from './data-export.ts';
import type { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { Accounts, Audit, InProject, Invites, Members, Projects, Reviews, Transfers } from './operation-types.ts';
import type { PendingInvite } from './pending-types.ts';
import type { Permission, Role, SuggestedRole } from './policy-names.ts';
import type { WasmSource } from './wasm-source.ts';
import type { Account, Explanation, Me, Policy, Project, User } from './wire.ts';

export type { AuditCheck } from './hallpass.js';
export type * from './data-export.ts';
export type * from './operation-types.ts';
export type * from './pending-types.ts';
export type * from './policy-names.ts';
export type * from './wire.ts';
export type { WasmSource } from './wasm-source.ts';

/** What a server rendered a page from: for display, without a token, never `fresh`. */
export interface Snapshot {
  readonly me: Me;
  /** The active account's id. */
  readonly active: string;
  readonly policyId: string;
  /** When `me` was read, by the edge's clock: milliseconds since 1970, or RFC 3339 text. */
  readonly serverTime: number | string;
  /** The user's projects in the active account. Absent: they are not known. */
  readonly projects?: readonly Project[] | undefined;
  /** Why there are none, if there are none. */
  readonly projectsExplanation?: Explanation | undefined;
  /** The active project's id, if there is one. */
  readonly project?: string | undefined;
}

/** Where a tab keeps its active account: in its own storage, or in its address. */
export type Scope =
  | 'tab'
  | {
      /** The account that an address names; `undefined` if it names none. Called whenever the active account matters. */
      read(url: URL): string | undefined;
      /** The address for an account; `undefined` to stay at this one. Without it `switchTo` throws: navigate instead. */
      write?(url: URL, account: string): URL | string | undefined;
    };

/** Where a tab keeps its active project: in its own storage, or in its address. */
export type ProjectScope =
  | 'tab'
  | {
      /** The project that an address names; `undefined` if it names none. Called whenever the active project matters. */
      read(url: URL): string | undefined;
      /** The address for a project, or for none. Without it `projects.use` throws: navigate instead. */
      write?(url: URL, project: string | undefined): URL | string;
    };

/** One sentence per error code; `params` is the problem as far as it is known. */
export type Messages = { readonly [C in Code]?: (params: MessageParams) => string };

/** What a message can mention. */
export interface MessageParams {
  readonly hint?: string | undefined;
  readonly why?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly detail?: string | undefined;
}

/** Why the app is asked to sign the user in. */
export interface SignInRequest {
  /** The masked address that the invite is for, or the domain that an address is needed of, such as `@example.com`. */
  readonly hint?: string | undefined;
}

/** Options of `createClient`. */
export interface ClientOptions {
  /** Origin of the edge, such as `https://edge.example.com`; empty for the page's own. */
  readonly endpoint: string;
  /** The identity provider's current token; `undefined` when signed out. Called before every request. */
  getIdentityToken(): Maybe<string> | Promise<Maybe<string>>;
  /** What the server rendered the page from. */
  readonly initial?: Snapshot;
  /** Default `'tab'`. */
  readonly scope?: Scope;
  /** Default `'tab'`. */
  readonly projectScope?: ProjectScope;
  /** Exact origins whose requests through `client.fetch` get the membership token. Default: the endpoint's. */
  readonly apiOrigins?: readonly string[];
  /** The edge's `EDGE_ORIGIN` if it differs from the endpoint's origin. */
  readonly issuer?: string;
  /**
   * Permissions for what cannot be undone: they are not available while the edge cannot be reached, as if each check
   * of them required `fresh`.
   */
  readonly destructive?: readonly Permission[];
  /**
   * For how many seconds after the last response other checks go on while the edge cannot be reached. Default 0:
   * they go on until what is known expires, a membership token after a minute, a list after two.
   */
  readonly offlineReads?: number;
  onSignIn?(request: SignInRequest): void | Promise<void>;
  onSignOut?(): void | Promise<void>;
  onVerifyEmail?(): void | Promise<void>;
  /** Replaces built-in English messages, code by code. */
  readonly messages?: Messages;
  /** Replaces the platform's `fetch`; for tests and servers. */
  readonly fetch?: typeof fetch;
  /** The WebAssembly, if it is not where this entry of the package loads it from. */
  readonly wasm?: WasmSource;
}

/** A value, `undefined` or `null`. */
export type Maybe<T> = T | undefined | null;

/**
 * - `loading`: nothing is known yet
 * - `signed-out`: there is no identity token, or it was refused
 * - `ready`: the latest response of the edge is shown
 * - `degraded`: the edge cannot be reached; what is known is shown until it expires
 */
export type Status = 'loading' | 'signed-out' | 'ready' | 'degraded';

/** What the client knows. Immutable: a change creates a new one. */
export interface ClientState {
  readonly status: Status;
  readonly user?: User;
  /** The account that this tab works in; absent if its address names one that the user is not in. */
  readonly active?: Account;
  readonly accounts: readonly Account[];
  /** The user's projects in the active account, archived ones included. Absent as long as they are not known. */
  readonly projects?: readonly Project[];
  /** The project that this tab works in; absent if none is chosen, or if its address names one that the user is not in. */
  readonly project?: Project;
  readonly inboxCount: number;
}

/** Conditions that must all hold. A key that is not listed here denies. */
export interface Query {
  readonly permission?: Permission;
  /** At least one of these; an empty list denies. */
  readonly anyOf?: readonly Permission[];
  /** Every one of these; an empty list denies. */
  readonly allOf?: readonly Permission[];
  /** Exactly this role. */
  readonly role?: Role;
  /** An account's id. Default: the active one. Not a condition by itself. */
  readonly account?: string | undefined;
  /**
   * A project's id: permissions and role are those in this project. Default: none, so that they are those of the account,
   * whichever project is active. Not a condition by itself.
   */
  readonly project?: string | undefined;
  /** Requires a membership token that has not expired: lists and snapshots are not enough. */
  readonly fresh?: boolean | undefined;
}

/** `unknown` means: show neither way, and evaluate again when the state changes. */
export type Verdict = 'allow' | 'deny' | 'unknown';

/** What to diagnose. Default: why the user cannot see the active account's resources. */
export interface DiagnoseQuery {
  readonly account?: string;
  /** A project's id. */
  readonly project?: string;
  readonly permission?: Permission;
  /** How many items the list in question shows; 0 means that there are none yet. */
  readonly count?: number;
  /** Diagnose this member instead of the user. Requires the permission to manage members. */
  readonly member?: string;
  /** Diagnose this invite. Requires the permission to invite. */
  readonly invite?: string;
}

/** The data of each event. */
export interface Events {
  /** The tab's active account changed; fires once, after the change. */
  readonly switch: { readonly from?: Account; readonly to?: Account };
  /** The tab's active project changed; fires once, after the change, also with another account. */
  readonly 'project-switch': { readonly from?: Project; readonly to?: Project };
  readonly joined: { readonly account: Account };
  /** The user is no longer in this account. `account` is as last known. */
  readonly revoked: { readonly account: Account };
  readonly 'role-changed': { readonly account: Account; readonly from: string };
  readonly 'invite-received': { readonly inboxCount: number };
  /** Another user is signed in, or nobody; or the user's name or address has changed. */
  readonly identity: { readonly user?: User };
  readonly policy: { readonly policy: Policy };
  /** Members, invites or audit events of an account may have changed: read them again. Without `account`: of any. */
  readonly changed: { readonly account?: string };
  /** A background request has failed. */
  readonly error: { readonly error: HallpassError };
}

/** Options of `client.fetch`, besides those of `fetch`. */
export interface FetchInit extends RequestInit {
  /** The project that the token is for. Default: the active one, if there is one; `null` for none. */
  readonly project?: string | null | undefined;
}

/** The client, created by `createClient`: one per page, on a server one per request. */
export interface Client {
  /**
   * Settles, never rejects, when it is first known who is signed in, or that nobody is, or that the edge cannot be
   * reached. The first access sends the requests.
   */
  readonly ready: Promise<void>;
  /** What is known, with the account that the address names at this moment. The same object until that changes. */
  readonly state: ClientState;
  /** The `initial` option. */
  readonly initial?: Snapshot | undefined;
  /**
   * Calls `listener` after each change. Returns the function that unsubscribes it. While anything is subscribed, the
   * client stays up to date: it reads each minute and when the user returns to the page, and refreshes tokens.
   *
   * ```ts
   * const unsubscribe = client.subscribe(() => render(client.state));
   * ```
   */
  subscribe(listener: () => void): () => void;
  /** Calls `listener` for each event of one kind. Keeps the client up to date as `subscribe` does. */
  on<E extends keyof Events>(event: E, listener: (event: Events[E]) => void): () => void;
  /** Call it after signing in or out, or when the user's name or address has changed. */
  identityChanged(): Promise<void>;
  /** Reads `GET /v1/me` again. */
  refresh(): Promise<void>;

  /**
   * Whether the user has a permission, in an account or, with `project`, in a project of it. Synchronous; works offline;
   * denies what is not known.
   */
  can(permission: Permission, where?: InProject): boolean;
  has(query: Query): boolean;
  evaluate(query: Query): Verdict;
  /** Throws a `HallpassError` unless `has(query)`. */
  protect(query: Query): void;
  /** Why `query` is denied; `undefined` if it is allowed. */
  explain(query: Query): Promise<Explanation | undefined>;
  /** Why the user, or a member or invitee, cannot see what they expect; `undefined` if nothing is wrong. */
  diagnose(query?: DiagnoseQuery): Promise<Explanation | undefined>;

  /** A membership token that is valid now; with `project`, one that also says what the user may do there. */
  token(where?: InProject): Promise<string>;
  /**
   * `fetch` with the active account's membership token for `apiOrigins`, which is for the active project, if there is one.
   * Nothing of it is stored unless `cache` says so.
   *
   * Redirects are followed, with the token within `apiOrigins` only, where their address can be read. Browsers do not
   * tell it: there a redirect rejects with `redirect_not_followed`. `redirect` in `init` decides otherwise.
   */
  fetch(input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
  policy(): Promise<Policy>;
  /**
   * The smallest roles of the policy that carry all of these permissions, those with the fewest extra permissions first. Nothing
   * is sent once the policy is known.
   *
   * ```ts
   * const [role] = await client.suggestRoles(['team:access', 'pods:connect']);
   * if (role?.extra.length === 0) console.log(`${role.title} allows exactly this`);
   * ```
   */
  suggestRoles(permissions: readonly Permission[]): Promise<readonly SuggestedRole[]>;

  readonly accounts: Accounts;
  readonly projects: Projects;
  readonly members: Members;
  readonly invites: Invites;
  readonly reviews: Reviews;
  readonly transfer: Transfers;
  readonly audit: Audit;
  readonly pendingInvite: PendingInvite;

  /** Asks the app to sign in; see `ClientOptions.onSignIn`. */
  signIn(request?: SignInRequest): Promise<void>;
  signOut(): Promise<void>;
  verifyEmail(): Promise<void>;
  /**
   * Erases the signed-in user: they leave every account, and their name and address go everywhere. Then it asks the app to sign
   * out. Rejects with `conflict` and `teams` for an owner of teams, who transfers or deletes them first.
   */
  deleteProfile(): Promise<ErasedUser>;
  /** Everything that the edge has about the signed-in user. */
  exportData(): Promise<DataExport>;
  /** Stops timers and listeners for good. */
  close(): void;
}
