/**
 * What is loaded when somebody first asks why, or opens an invite: the core in WebAssembly, and what asks it. A
 * page that only shows and hides never loads it.
 */

import { type Advice, createAdvice } from './advice.ts';
import { createCore } from './core.ts';
import type { Tools } from './edge.ts';
import { createVerify, type Verify } from './verify.ts';
import type { WasmSource } from './wasm-source.ts';

/** Says why not, and what an invite says. */
export interface Why extends Advice {
  readonly verify: Verify;
}

/** Asks the core that is made of `wasm`. */
export const createWhy = (edge: Tools, wasm: WasmSource | undefined): Why => {
  const core = createCore(wasm);
  return { ...createAdvice(edge, core), verify: createVerify(edge, core) };
};
