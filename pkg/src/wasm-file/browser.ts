import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly beside this module, where browsers find it and bundlers take it along. */
export const beside = (): Wasm => new URL('./hallpass_bg.wasm', import.meta.url);
