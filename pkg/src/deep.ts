/**
 * What is loaded when first needed: the operations, the core in WebAssembly, and what asks it. A page that
 * only shows and hides never loads it.
 *
 * Of the entry it takes types alone; what it needs to run is handed in.
 */

import { createAdvice } from './advice.ts';
import { createAccounts } from './accounts.ts';
import { createCore } from './core.ts';
import { type Edge, place } from './edge.ts';
import type { Http } from './http.ts';
import { createInvites } from './invites.ts';
import { createMembers } from './members.ts';
import type { Audit, PendingInvite, Query } from './types.ts';
import { createVerify } from './verify.ts';
import type { WasmSource } from './wasm-source.ts';

/** What the entry hands in. */
export interface Parts extends Edge {
  readonly pending: PendingInvite;
  readonly wasm: WasmSource | undefined;
  has(query: Query): boolean;
  /** The invite's id in a token, unverified. */
  idIn(token: string): unknown;
}

/** The deep part of a client. */
export const createDeep = (entry: Parts) => {
  const http = watched(entry);
  const parts = { ...entry, http };
  const { options, clock, pending, has, idIn } = parts;
  const core = createCore(parts.wasm);
  const issuer = options.issuer ?? new URL(options.endpoint || '/', globalThis.location?.href).origin;
  const audit: Audit = {
    query: async ({ account, ...query } = {}) => http('GET', `${place(parts, account).at}/audit`, { query }),
  };
  return {
    accounts: createAccounts(parts),
    members: createMembers(parts),
    invites: createInvites(parts, pending, idIn),
    audit,
    advice: createAdvice(parts, core, has),
    verify: createVerify(http, core, clock, issuer),
  };
};

/** A no from an account that I seem to be in is news: what I am there is asked for at once. */
const watched = ({ http, session }: Edge): Http => async (method, path, call) => {
  try {
    return await http(method, path, call);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const account = /acc_[\w-]{22}/.exec(path)?.[0];
    if (account && (code === 'not_found' || code === 'forbidden') && session.book.rows.has(account)) {
      session.token(account, true).catch(() => {});
    }
    throw error;
  }
};

/** What `createDeep` makes. */
export type Deep = ReturnType<typeof createDeep>;
