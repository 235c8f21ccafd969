import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly beside this module, where Node runs it: its `fetch` does not read files. */
export const beside = (): Wasm => {
  const at = new URL('./hallpass_bg.wasm', import.meta.url);
  return at.protocol === 'file:' ? fromDisk(at) : at;
};

const fromDisk = (at: URL): Wasm =>
  (globalThis as unknown as { process: { getBuiltinModule(name: string): { readFileSync(at: URL): Uint8Array<ArrayBuffer> } } }).process
    .getBuiltinModule('node:fs')
    .readFileSync(at);
