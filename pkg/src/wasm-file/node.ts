import type { Wasm } from '../wasm-source.ts';
import { beside as onDisk } from './disk.ts';
import { inline } from './inline.ts';

/** The WebAssembly beside this module; where a bundler left it behind, the copy in the code. */
export const beside = (): Wasm | Promise<Wasm> => {
  try {
    return onDisk();
  } catch {
    return inline();
  }
};
