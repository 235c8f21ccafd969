/** What a guard caches of its edge: the key set, and the policies under which tokens are read. */

import type { Core } from '../core.ts';
import { refusal } from '../messages.ts';
import type { Policy } from '../types.ts';
import { type EdgeClient, parseJson } from './edge-client.ts';
import { createRefreshingCache } from './refreshing-cache.ts';

const MINUTE_MS = 60_000;
/**
 * A removed key is refused within five minutes: the age up to which a set is used, and the time that fetching it again
 * may take. Anybody can send an unknown key id, so those cause a request at most twice a minute.
 */
const KEY_SET = { maxAgeMs: 4 * MINUTE_MS, retryIntervalMs: MINUTE_MS / 2, maxStaleAgeMs: 60 * MINUTE_MS };
const POLICY = { maxAgeMs: MINUTE_MS, retryIntervalMs: MINUTE_MS / 6, maxStaleAgeMs: 60 * MINUTE_MS };
/** The current policy, and previous ones while a deployment is under way. */
const MAX_POLICIES = 4;

/** The key set and policies of an edge. Each method rejects with `unavailable` when it cannot answer. */
export interface EdgeDocuments {
  /** The key set as text, fetched again if `kid` is not in it. */
  keySet(kid: string): Promise<string>;
  currentPolicy(): Promise<Policy>;
  /** The policy with this id; `undefined` if the edge no longer has it. */
  policy(id: string): Promise<Policy | undefined>;
}

/** Documents that are fetched when they are first needed. */
export const createEdgeDocuments = (edge: EdgeClient, core: Core): EdgeDocuments => {
  const policiesById = new Map<string, Policy>();

  /** Parses and caches a policy. Throws if its id does not belong to its content. */
  const storePolicy = async (text: string): Promise<Policy> => {
    const policy = parseJson<Policy>(text);
    await core('policyId', text);
    policiesById.delete(policy.id);
    policiesById.set(policy.id, policy);
    for (const oldest of policiesById.keys()) if (policiesById.size > MAX_POLICIES) policiesById.delete(oldest);
    return policy;
  };

  const keySet = createRefreshingCache(async () => {
    const { text } = await edge('/.well-known/jwks.json');
    const { keys } = parseJson<{ keys?: { kid?: unknown }[] }>(text);
    if (!Array.isArray(keys) || keys.length === 0) throw refusal('unavailable');
    return { text, kids: new Set(keys.map(({ kid }) => kid)) };
  }, KEY_SET);
  const currentPolicy = createRefreshingCache(async () => storePolicy((await edge('/v1/policy')).text), POLICY);

  return {
    keySet: async (kid) => (await keySet.get(({ kids }) => kids.has(kid))).text,
    currentPolicy: () => currentPolicy.get(),
    async policy(id) {
      const cached = policiesById.get(id);
      if (cached) return cached;
      // A new policy was deployed, or this server has just started.
      const current = await currentPolicy.get((policy) => policy.id === id);
      if (current.id === id) return current;
      try {
        return await storePolicy((await edge(`/v1/policy/${encodeURIComponent(id)}`)).text);
      } catch (error) {
        if ((error as { code?: unknown }).code === 'not_found') return undefined;
        throw error;
      }
    },
  };
};
