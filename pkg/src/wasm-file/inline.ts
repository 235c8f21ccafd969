import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly as text in the code, in a separate chunk. */
export const inlineWasm = async (): Promise<Wasm> => (await import('./bytes.ts')).bytes;
