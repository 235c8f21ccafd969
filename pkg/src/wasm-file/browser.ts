import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly next to this module, where browsers load it from and bundlers pick it up. */
export const wasmFile = (): Promise<Wasm> => fetch(new URL('./hallpass_bg.wasm', import.meta.url));
