/**
 * Permission checks alone, for an app that gets what the user may do from its server, and lets people join elsewhere.
 * They answer exactly as the client's do, because it is the same code. They send no requests.
 *
 * @module hallpass/gate
 */

import { createPermissionChecks } from './client/checks.ts';
import { type Grant, grantFromAccount, grantFromToken } from './client/grants.ts';
import { ListenerSet } from './client/listeners.ts';
import { createClock, type EdgeClock, instant } from './clock.ts';
import { HallpassError } from './errors.ts';
import { unverifiedClaims } from './jwt-claims.ts';
import type { InProject, Me, Permission, Policy, Project, Query, Snapshot, Verdict } from './types.ts';

export { HallpassError } from './errors.ts';
export type * from './types.ts';

/** What a gate decides by: the user's accounts as the edge sends them, or a membership token with its policy. */
export type GateSource =
  | Snapshot
  | { readonly me: Me; readonly active?: string; readonly projects?: readonly Project[]; readonly serverTime?: number | string }
  | { readonly token: string; readonly policy: Policy; readonly serverTime?: number | string };

/** Permission checks by the latest source. */
export interface Gate {
  /** Never waits; denies what is not known. */
  can(permission: Permission, where?: InProject): boolean;
  has(query: Query): boolean;
  evaluate(query: Query): Verdict;
  /** Throws a `HallpassError` unless `has(query)`. */
  protect(query: Query): void;
  /** Replaces the source. `undefined`: nobody is signed in. */
  set(source: GateSource | undefined): void;
  /** Calls `listener` after each `set`, and when the source has expired. */
  subscribe(listener: () => void): () => void;
}

/** The longest delay that `setTimeout` supports. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Permission checks by `source`; without one they answer `unknown` until `set`. A token counts until it expires, `Me` for
 * `stands` seconds (120) after it was set: set it again whenever you have read it again.
 *
 * ```ts
 * const gate = createGate(snapshot);
 * gate.can('pods:manage');
 * ```
 */
export const createGate = (source?: GateSource, { stands = 120 }: { readonly stands?: number } = {}): Gate => {
  const listeners = new ListenerSet();
  let current = source === undefined ? withoutSource({ signedOut: false }) : readSource(source, stands * 1000);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const checks = createPermissionChecks(({ account, project = '' }) => ({
    signedOut: current.signedOut,
    notAMember: current.allAccounts && account !== undefined && !current.grants.has(account),
    grant: current.grants.get((account ?? current.active) + project),
    now: current.clock.now(),
    policy: current.policy,
  }));

  const notify = (): void => {
    checks.invalidate();
    listeners.notify();
  };

  /** Notifies the listeners when the active account's grant expires. */
  const watchExpiry = (): void => {
    clearTimeout(timer);
    const grant = current.grants.get(current.active);
    if (!grant || listeners.size === 0) return;
    timer = setTimeout(notify, Math.min(grant.expiresAt - current.clock.now() + 1, MAX_DELAY_MS));
    // Does not keep a process on a server alive.
    (timer as { unref?(): void }).unref?.();
  };

  return {
    can: checks.can,
    has: checks.has,
    evaluate: checks.evaluate,
    protect(query) {
      if (!checks.has(query)) throw new HallpassError("Your role doesn't allow this.", { code: 'forbidden', status: 0, detail: '' });
    },
    set(next) {
      current = next === undefined ? withoutSource({ signedOut: true }) : readSource(next, stands * 1000);
      watchExpiry();
      notify();
    },
    subscribe(listener) {
      const remove = listeners.add(listener);
      watchExpiry();
      return () => {
        remove();
        watchExpiry();
      };
    },
  };
};

/** A source as the checks read it. */
interface GateState {
  readonly clock: EdgeClock;
  /** By the account's id, and by that and a project's id. */
  readonly grants: ReadonlyMap<string, Grant>;
  readonly active: string;
  readonly policy?: Policy | undefined;
  /** Whether an account that is not among the grants is known to be none of the user's. */
  readonly allAccounts: boolean;
  readonly signedOut: boolean;
}

const withoutSource = ({ signedOut }: Pick<GateState, 'signedOut'>): GateState => ({
  clock: createClock(),
  grants: new Map(),
  active: '',
  allAccounts: false,
  signedOut,
});

const readSource = (source: GateSource, lifetimeMs: number): GateState => {
  // It is at least as late as when the source was made.
  const clock = createClock(instant(source.serverTime) || 0);
  const now = clock.now();
  if ('me' in source) {
    const { me, active = me.own.id, projects = [] } = source;
    const grants = new Map(me.accounts.map((row) => [row.id, grantFromAccount(row, now, lifetimeMs)]));
    for (const { id, account, role = '', permissions } of projects) {
      const inAccount = grants.get(account);
      if (inAccount) grants.set(account + id, { ...inAccount, role, permissions: new Set(permissions) });
    }
    return { clock, grants, active, allAccounts: true, signedOut: false };
  }
  const { token, policy } = source;
  const { acc, prj } = unverifiedClaims(token);
  const active = String(acc);
  const grants = new Map<string, Grant>();
  for (const project of [undefined, prj] as (string | undefined)[]) {
    const grant = grantFromToken(token, { account: active, project, now, refreshAfter: 1, policy });
    if (grant) grants.set(active + (project ?? ''), grant);
  }
  return { clock, grants, active, policy, allAccounts: false, signedOut: false };
};
