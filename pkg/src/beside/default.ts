import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly beside this module, where browsers find it and bundlers take it along. */
export const beside = (): Wasm => {
  const at = new URL('./hallpass_bg.wasm', import.meta.url);
  return at.protocol === 'file:' ? fromDisk(at) : at;
};

// Node's `fetch` does not read files.
const fromDisk = (at: URL): Wasm =>
  (globalThis as unknown as { process: { getBuiltinModule(name: string): { readFileSync(at: URL): Uint8Array<ArrayBuffer> } } }).process
    .getBuiltinModule('node:fs')
    .readFileSync(at);
