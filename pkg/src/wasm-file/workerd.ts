import module from './hallpass_bg.wasm';
import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly as a module that was compiled with the Worker: workerd compiles nothing at run time. */
export const wasmFile = (): Wasm => module;
