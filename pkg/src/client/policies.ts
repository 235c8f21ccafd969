import type { Http } from './http-client.ts';
import type { Policy } from '../types.ts';

/** The policy that the edge decides by, read when first needed. */
export interface Policies {
  /** As last read. */
  policyNow(): Policy | undefined;
  /** As last read, or asked for now. */
  knownPolicy(): Promise<Policy>;
  /** Asks the edge which policy stands; callers at the same time share one request. */
  readPolicy(): Promise<Policy>;
}

/** `changed` is called whenever another policy stands than before. */
export const createPolicies = (http: Http, changed: (policy: Policy, before: Policy | undefined) => void): Policies => {
  let current: Policy | undefined;
  let flight: Promise<Policy> | undefined;
  const readPolicy = (): Promise<Policy> =>
    (flight ??= http<Policy>('GET', '/v1/policy', { unsigned: true, cache: 'no-cache' })
      .then((policy) => {
        const before = current;
        current = policy;
        if (before?.id !== policy.id) changed(policy, before);
        return policy;
      })
      .finally(() => (flight = undefined)));
  return { policyNow: () => current, knownPolicy: async () => current ?? readPolicy(), readPolicy };
};
