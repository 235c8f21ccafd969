// The histories that `hallpass-reference sequences` writes.

/** The first line of `hallpass-reference sequences`: what all histories share. */
export interface Common {
  readonly policies: readonly string[];
  /** The names of the permissions, by their bits. */
  readonly permissions: readonly string[];
  readonly names: readonly string[];
  readonly users: number;
  /** The domain of each user's address. */
  readonly domains: readonly string[];
  readonly ceiling: number;
}

export type Proof = { readonly token: number } | { readonly invite: number };

/** A role, or `custom` and the bits of a list. */
export interface Assignment {
  readonly role: string;
  readonly permissions?: readonly number[];
}
export type Grant = Assignment & { readonly project: number };

/** A command: exactly one member. */
export interface Command {
  readonly open?: { readonly team: boolean };
  readonly update?: { readonly name: number | null; readonly limit: number | null };
  readonly convert?: { readonly name: number; readonly dry: boolean };
  readonly revert?: { readonly name: number; readonly dry: boolean };
  readonly token?: { readonly project: number | null };
  readonly member?: { readonly user: number; readonly change: Partial<Assignment> & { readonly end?: number | null; readonly suspended?: boolean } };
  readonly remove?: { readonly user: number };
  readonly invite?: {
    readonly to: number | null;
    readonly offer: Offer;
    readonly expiresIn: number | null;
    readonly maxUses: number | null;
    readonly domains: readonly string[];
  };
  readonly edit?: {
    readonly invite: number;
    readonly change: Partial<Offer> & { readonly expiresIn?: number | null; readonly maxUses?: number; readonly domains?: readonly string[] };
  };
  readonly resend?: { readonly invite: number; readonly rotate: boolean; readonly expiresIn: number | null };
  readonly copy?: { readonly invite: number };
  readonly revoke?: { readonly invite: number };
  readonly link?: { readonly invite: number; readonly link: number };
  readonly accept?: Proof;
  readonly decline?: Proof;
  readonly project?: { readonly name: number; readonly external: number | null };
  readonly changeProject?: { readonly project: number; readonly name: number | null; readonly archived: boolean | null };
  readonly grant?: { readonly project: number; readonly user: number; readonly assignment: Assignment };
  readonly ungrant?: { readonly project: number; readonly user: number };
  readonly review?: object;
  readonly decide?: { readonly review: number; readonly user: number; readonly decision: string };
  readonly closeReview?: { readonly review: number };
  /** Without an offer and a decision: a withdrawal. */
  readonly transfer?: { readonly offer?: { readonly user: number; readonly name: number }; readonly decision?: 'accept' | 'decline' };
}
export type Offer = Assignment & { readonly projects: readonly Grant[]; readonly membershipExpiresIn: number | null };

export interface Step {
  readonly at: number;
  readonly who: number;
  readonly address: number | null;
  readonly command: Command;
  /** The expected response. */
  readonly reply: Readonly<Record<string, unknown>>;
  /** The state after it, if it changed. */
  readonly state: unknown;
}

export interface History {
  readonly history: number;
  readonly policy: number;
  readonly steps: readonly Step[];
  readonly log: readonly unknown[];
}
