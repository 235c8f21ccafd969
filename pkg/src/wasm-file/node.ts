import type { Wasm } from '../wasm-source.ts';
import { wasmFile as fileOnDisk } from './disk.ts';
import { inlineWasm } from './inline.ts';

/** The WebAssembly next to this module; the copy in the code where a bundler has left the file behind. */
export const wasmFile = (): Wasm | Promise<Wasm> => {
  try {
    return fileOnDisk();
  } catch {
    return inlineWasm();
  }
};
