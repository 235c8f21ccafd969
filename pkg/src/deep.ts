/**
 * What is loaded when first needed: the operations, the core in WebAssembly, and what asks it. A page that only
 * shows and hides never loads it.
 */

import { createAccounts } from './accounts.ts';
import { createAdvice } from './advice.ts';
import { checkChain } from './audit-chain.ts';
import { createCore } from './core.ts';
import { ask, type Edge } from './edge.ts';
import { createInvites } from './invites.ts';
import { createMembers } from './members.ts';
import type { Audit, PendingInvite } from './types.ts';
import { createVerify } from './verify.ts';
import type { WasmSource } from './wasm-source.ts';

/** The deep part of a client. `wasm` is what the core is made of. */
export const createDeep = (edge: Edge, pending: PendingInvite, wasm: WasmSource | undefined) => {
  const core = createCore(wasm);
  const audit: Audit = {
    query: async ({ account, ...query } = {}) => ask(edge, 'GET', account, '/audit', { query }),
    export: async ({ account, ...query }) => ask(edge, 'GET', account, '/audit', { query, text: true }),
    verify: async (query) => checkChain(edge, core, query),
  };
  return {
    accounts: createAccounts(edge),
    members: createMembers(edge),
    invites: createInvites(edge, pending),
    audit,
    advice: createAdvice(edge, core),
    verify: createVerify(edge, core),
  };
};

/** What `createDeep` makes. */
export type Deep = ReturnType<typeof createDeep>;
