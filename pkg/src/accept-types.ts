/** The types of the accept flow; `accept.ts` runs it. */

import type { HallpassError } from './errors.ts';
import type { Account, AccountRef, PreviewedGrant, Problem } from './wire.ts';

/** What is known of the invite: first the link's verified claims, then what the edge adds for the invitee. */
export interface AcceptInvite {
  /** Absent while only a code of the link is known. */
  readonly id?: string;
  readonly account: AccountRef;
  readonly role: string;
  /** The role's title; absent until the edge or the policy has been read. */
  readonly roleTitle?: string;
  /** The titles of what it allows in the account; absent until the edge has been asked. */
  readonly permissionTitles?: readonly string[];
  /** What it grants in projects; absent until the edge has been asked, and for an invite of the inbox. */
  readonly projects?: readonly PreviewedGrant[];
  readonly inviter: { readonly name: string };
  /** The masked address that it is for; of a link invite, its first domain, such as `@example.com`, if it has any. */
  readonly hint?: string;
  /** Only addresses of these domains can accept it. Absent for any, and until the edge has been asked. */
  readonly domains?: readonly string[];
  /** When the invite ends; absent if it lives until it is decided. */
  readonly expiresAt?: string;
  /** What the inviter wrote; only the invitee sees it. */
  readonly note?: string;
}

/** The actions of the flow. */
export type AcceptAction = 'join' | 'decline' | 'signIn' | 'switchAccount' | 'verifyEmail' | 'openTeam' | 'retry';

/** What every step can have. */
interface Step<S extends string> {
  readonly step: S;
  /** The action that is running; disable the other buttons. */
  readonly busy?: AcceptAction;
  /** The error of the last action. The step stays the same: the action can be tried again. */
  readonly error?: HallpassError;
}

/**
 * Where an invitee is in the flow. Render one screen per `step`; each step has what its screen needs.
 *
 * - `none`: this tab was not opened with a link, and the inbox has no invite
 * - `preview`: the link is being checked (`invite` is absent until its signature is verified), or it is not
 *   known yet who is signed in
 * - `needs_sign_in`: show the invite and a way to sign in; the link is kept until then
 * - `wrong_account`: the invite is for another address than that of the signed-in user
 * - `needs_email_proof`: the signed-in user's address is not verified
 * - `already_member`: offer to open the team
 * - `ready`: offer Join and Decline
 * - `joined`, `declined`: done
 * - `closed`: it can no longer be used
 * - `failed`: a request failed, so that none of the above is known; offer `retry()`
 */
export type AcceptState =
  | Step<'none'>
  | (Step<'preview'> & { readonly invite?: AcceptInvite })
  | (Step<'needs_sign_in'> & { readonly invite?: AcceptInvite })
  | (Step<'wrong_account'> & { readonly invite: AcceptInvite; readonly hint?: string; readonly email: string })
  | (Step<'needs_email_proof'> & { readonly invite?: AcceptInvite; readonly email: string })
  | (Step<'already_member'> & { readonly account: AccountRef })
  | (Step<'ready'> & {
      readonly invite: AcceptInvite;
      /** `inbox`: this tab was not opened with a link, so the newest invite to the user's address is shown. */
      readonly from: 'link' | 'inbox';
    })
  | (Step<'joined'> & { readonly invite: AcceptInvite; readonly account: Account })
  | (Step<'declined'> & {
      readonly invite: AcceptInvite;
      /** The link is for several people, and still open: the invitee can change their mind. */
      readonly open?: true;
    })
  | (Step<'closed'> & {
      /**
       * Known to the verified invitee only. `out_of_date`: the page was open too long, the link still works. `incomplete`: the end of
       * the link is missing.
       */
      readonly why?: Problem['why'] | 'out_of_date';
      readonly requestId?: string;
    })
  | (Step<'failed'> & { readonly error: HallpassError });

/**
 * Accepting an invite as a state machine. There is one per client: two components, or one that React mounts
 * twice, see the same state and join once.
 *
 * `state` keeps its identity until something changes, so `subscribe` and `() => flow.state` work with
 * `useSyncExternalStore`. The flow looks for a link when it gets its first subscriber.
 *
 * No action rejects: each resolves with the state that it leads to.
 */
export interface AcceptFlow {
  readonly state: AcceptState;
  subscribe(listener: () => void): () => void;
  /** Joins the team. Call it on a click only. Repeated calls join once. */
  join(): Promise<AcceptState>;
  decline(): Promise<AcceptState>;
  /** Asks the app to sign in, with the masked address that the invite is for. */
  signIn(): Promise<AcceptState>;
  /** Signs out and asks the app to sign in as another user. The link is kept. */
  switchAccount(): Promise<AcceptState>;
  /** Asks the app to verify the address. Call `retry()` afterwards. */
  verifyEmail(): Promise<AcceptState>;
  /** Makes the joined team the active account, and forgets the link. */
  openTeam(): Promise<AcceptState>;
  /** Starts over: after `failed`, or after the address was verified elsewhere. */
  retry(): Promise<AcceptState>;
}
