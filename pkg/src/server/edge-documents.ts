/** What a guard keeps of its edge: the keys, and the policies under which tokens are read. */

import type { Core } from '../core.ts';
import { refusal } from '../messages.ts';
import type { Policy } from '../types.ts';
import { type Ask, parse } from './edge.ts';
import { createKept } from './kept.ts';

const MINUTE_MS = 60_000;
/**
 * A removed key is refused within five minutes: those for which a set counts as fresh, and what reading it again may
 * take. An unknown key id may come from anybody, so it reads the keys again twice a minute at most.
 */
const KEYS = { freshMs: 4 * MINUTE_MS, pauseMs: MINUTE_MS / 2, capMs: 60 * MINUTE_MS };
const POLICY = { freshMs: MINUTE_MS, pauseMs: MINUTE_MS / 6, capMs: 60 * MINUTE_MS };
/** Today's and those before it, while a deployment goes on. */
const POLICIES = 4;

/** The keys and policies of an edge. Each rejects with `unavailable` when it has none. */
export interface Books {
  /** The key set as text, read again if `kid` is not in it. */
  keys(kid: string): Promise<string>;
  /** Today's policy. */
  policy(): Promise<Policy>;
  /** The policy of this id; today's if the edge has it no more. */
  policyOf(id: string): Promise<Policy>;
}

/** Books that are read when first needed. */
export const createBooks = (ask: Ask, core: Core): Books => {
  const byId = new Map<string, Policy>();

  /** A policy whose content is that of its id, as the core says. */
  const genuine = async (text: string): Promise<Policy> => {
    const policy = parse<Policy>(text);
    // Throws if another id belongs to the content.
    await core('policyId', text);
    byId.delete(policy.id);
    byId.set(policy.id, policy);
    for (const oldest of byId.keys()) if (byId.size > POLICIES) byId.delete(oldest);
    return policy;
  };

  const keys = createKept(async () => {
    const { text } = await ask('/.well-known/jwks.json');
    const { keys: set } = parse<{ keys?: { kid?: unknown }[] }>(text);
    if (!Array.isArray(set) || set.length === 0) throw refusal('unavailable');
    return { text, kids: new Set(set.map(({ kid }) => kid)) };
  }, KEYS);
  const today = createKept(async () => genuine((await ask('/v1/policy')).text), POLICY);

  return {
    keys: async (kid) => (await keys.get(({ kids }) => kids.has(kid))).text,
    policy: () => today.get(),
    async policyOf(id) {
      const known = byId.get(id);
      if (known) return known;
      // A new policy was deployed, or this is a server that has just started.
      const current = await today.get((policy) => policy.id === id);
      if (current.id === id) return current;
      try {
        return await genuine((await ask(`/v1/policy/${encodeURIComponent(id)}`)).text);
      } catch (error) {
        if ((error as { code?: unknown }).code === 'not_found') return current;
        throw error;
      }
    },
  };
};
