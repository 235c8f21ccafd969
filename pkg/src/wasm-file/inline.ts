import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly as text in the code, a chunk of its own. */
export const inline = async (): Promise<Wasm> => (await import('./bytes.ts')).bytes;
