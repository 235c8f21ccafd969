import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly next to this module, where browsers load it from and bundlers pick it up. */
export const wasmFile = (): Wasm => new URL('./hallpass_bg.wasm', import.meta.url);
