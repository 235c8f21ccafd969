import type { Wasm } from '../wasm-source.ts';

declare const __dirname: string;

/** The part of Node's `process` that is used here. */
interface NodeProcess {
  getBuiltinModule?(name: 'node:fs'): { readFileSync(path: string): Uint8Array<ArrayBuffer> };
}

/** The WebAssembly of the package, read from disk by its CommonJS build, which test runners load. */
export const wasmFile = (): Wasm => {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  const files = process?.getBuiltinModule?.('node:fs');
  if (!files) throw new Error('the CommonJS build of `hallpass` reads its WebAssembly from disk, in Node: use `import`, or `hallpass/slim` with `wasm`');
  return files.readFileSync(`${__dirname}/../hallpass_bg.wasm`);
};
