/** The part of the client that is WebAssembly: it verifies and explains. Loaded when first needed. */

import type { WasmSource } from './wasm-source.ts';

/** Calls an export of the core by name. Every export takes plain values and answers in JSON, but for `policyId`. */
export type Core = <T>(name: string, ...values: (string | number)[]) => Promise<T>;

/** The one export whose answer is plain text. */
const PLAIN = 'policyId';

interface Glue {
  default(options: { module_or_path: unknown }): Promise<unknown>;
  /** Makes a new instance; what a trap has left behind is gone. */
  __wbg_reset_state?(): void;
}

/** A core that is loaded from `wasm` at its first call. A failed load is tried again at the next one. */
export const createCore = (wasm: WasmSource | undefined): Core => {
  let loading: Promise<Glue> | undefined;

  return async (name, ...values) => {
    loading ??= load(wasm).catch((error) => {
      loading = undefined;
      throw error;
    });
    const glue = await loading;
    try {
      const call = (glue as unknown as Record<string, (...values: (string | number)[]) => string>)[name];
      const answer = call!(...values);
      return name === PLAIN ? answer : JSON.parse(answer);
    } catch (error) {
      // Not a no of the core's: a trap.
      if ((error as { code?: unknown }).code === undefined) glue.__wbg_reset_state?.();
      throw error;
    }
  };
};

const load = async (wasm: WasmSource | undefined): Promise<Glue> => {
  const source = await (typeof wasm === 'function' ? wasm() : wasm);
  if (source === undefined) throw new Error('hallpass/slim needs `wasm`');
  // Its own file beside this one, so that pages which never verify never load it.
  const glue = (await import('./hallpass.js' as string)) as Glue;
  await glue.default({ module_or_path: source });
  return glue;
};
