/**
 * What is loaded when first needed: the core in WebAssembly, and what asks it. A page that only shows, hides and invites
 * never loads it. Of the entry it takes types alone; what it needs to run is handed in, so that the entry is one file.
 */

import { type Advise, createAdvice } from './advice.ts';
import { checkChain } from './audit-chain.ts';
import type { EdgeClock } from './clock.ts';
import { createCore } from './core.ts';
import type { Edge } from './edge.ts';
import type { Http } from './http.ts';
import type { Session } from './session.ts';
import type { AuditCheck, AuditCheckQuery, ClientOptions } from './types.ts';
import { createVerify, type Verify } from './verify.ts';
import type { WasmSource } from './wasm-source.ts';

/** What the core says. */
export interface Deep {
  readonly advise: Advise;
  readonly verify: Verify;
  chain(query?: AuditCheckQuery): Promise<AuditCheck>;
}

/** The deep part of a client. `wasm` is what the core is made of. */
export const createDeep = (options: ClientOptions, http: Http, session: Session, clock: EdgeClock, edge: Edge, wasm: WasmSource | undefined): Deep => {
  const core = createCore(wasm);
  return {
    advise: createAdvice(session, clock, edge, core),
    verify: createVerify(options, http, clock, core),
    chain: (query) => checkChain(http, clock, edge, core, query),
  };
};
