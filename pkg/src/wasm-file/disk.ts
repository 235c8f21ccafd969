import type { Wasm } from '../wasm-source.ts';

/** The part of Node's `process` that is used here. */
interface NodeProcess {
  getBuiltinModule(name: 'node:fs'): { readFileSync(path: URL): Uint8Array<ArrayBuffer> };
}

/** The WebAssembly next to this module, read from disk: Node's `fetch` does not load files. */
export const wasmFile = (): Wasm => {
  const url = new URL('./hallpass_bg.wasm', import.meta.url);
  if (url.protocol !== 'file:') return url;
  const { process } = globalThis as unknown as { readonly process: NodeProcess };
  return process.getBuiltinModule('node:fs').readFileSync(url);
};
