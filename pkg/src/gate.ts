/**
 * Gates alone, for an app that shows and hides by what its server tells it, and brings people in elsewhere. They
 * answer exactly as the client's do, because it is the same code; they fetch nothing.
 *
 * @module hallpass/gate
 */

import { createChecks } from './client/checks.ts';
import { createClock, instant } from './clock.ts';
import { HallpassError } from './errors.ts';
import { type Grant, grantOfRow, grantOfToken, payload } from './client/grants.ts';
import type { In, Me, Permission, Policy, Query, Snapshot, Verdict } from './types.ts';

export { HallpassError } from './errors.ts';
export type * from './types.ts';

/** What gates go by: what the edge says of me, or a membership token with the policy that reads it. */
export type GateSource =
  | Snapshot
  | { readonly me: Me; readonly active?: string; readonly serverTime?: number | string }
  | { readonly token: string; readonly policy: Policy; readonly serverTime?: number | string };

/** Gates over the last source that was given. */
export interface Gate {
  /** Never waits; denies what is not known. */
  can(permission: Permission, where?: In): boolean;
  has(query: Query): boolean;
  evaluate(query: Query): Verdict;
  /** Throws a `HallpassError` unless `has(query)`. */
  protect(query: Query): void;
  /** Goes by another source from now on. Nothing: nobody is signed in. */
  set(source: GateSource | undefined): void;
  /** Told after each `set`, and when what was set has ended. */
  subscribe(listener: () => void): () => void;
}

/**
 * Gates over `source`; without one they answer `unknown` until `set`. A token stands until it ends, `Me` for
 * `stands` seconds (120) after it was set: set it again when you read it again.
 */
export const createGate = (source?: GateSource, { stands = 120 }: { readonly stands?: number } = {}): Gate => {
  const listeners = new Set<() => void>();
  let clock = createClock();
  let grants = new Map<string, Grant>();
  let nobody = false;
  let whole = false;
  let active: string | undefined;
  let policy: Policy | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const checks = createChecks((account) => ({
    unsigned: nobody,
    stranger: whole && account !== undefined && !grants.has(account),
    grant: grants.get(account ?? active ?? ''),
    edgeNow: clock.edgeNow(),
    policy,
  }));

  const tell = (): void => {
    checks.forget();
    for (const listener of [...listeners]) listener();
  };

  const take = (next: GateSource | undefined): void => {
    nobody = next === undefined;
    whole = false;
    grants = new Map();
    if (!next) return;
    // It is at least as late as when it was made.
    clock = createClock(instant(next.serverTime) || 0);
    const now = clock.edgeNow();
    if ('me' in next) {
      for (const row of next.me.accounts) grants.set(row.id, grantOfRow(row, now, stands * 1000));
      active = next.active ?? next.me.own.id;
      policy = undefined;
      whole = true;
    } else {
      active = String(payload(next.token)['acc']);
      policy = next.policy;
      const grant = grantOfToken(next.token, active, now, 1, policy);
      if (grant) grants.set(active, grant);
    }
  };

  const watchEnd = (): void => {
    clearTimeout(timer);
    const grant = grants.get(active ?? '');
    if (!grant || !listeners.size) return;
    timer = setTimeout(tell, Math.min(grant.lasts - clock.edgeNow() + 1, 2 ** 31 - 1));
    (timer as { unref?(): void }).unref?.();
  };

  if (source) take(source);
  return {
    can: checks.can,
    has: checks.has,
    evaluate: checks.evaluate,
    protect(query) {
      if (!checks.has(query)) throw new HallpassError('Your role does not allow this.', { code: 'forbidden', status: 0, detail: '' });
    },
    set(next) {
      take(next);
      watchEnd();
      tell();
    },
    subscribe(listener) {
      const entry = () => listener();
      listeners.add(entry);
      watchEnd();
      return () => {
        listeners.delete(entry);
        watchEnd();
      };
    },
  };
};
