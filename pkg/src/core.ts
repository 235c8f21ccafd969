/** The part of the client that is WebAssembly: it verifies and explains. Loaded when first needed. */

import type { WasmSource } from './wasm-source.ts';

/** Calls an export of the core by name. Every export takes plain values and answers in JSON. */
export type Core = <T>(name: string, ...values: (string | number)[]) => Promise<T>;

interface Glue {
  default(options: { module_or_path: unknown }): Promise<unknown>;
  /** Makes a new instance; what a trap has left behind is gone. */
  __wbg_reset_state?(): void;
}

/**
 * A core that is loaded from `wasm` at its first call. A failed load is tried again at the next one. What is no answer
 * of the core's, a failed load or a trap, is thrown as `failed` makes it.
 */
export const createCore = (wasm: WasmSource | undefined, failed = (error: unknown): unknown => error): Core => {
  let loading: Promise<Glue> | undefined;

  return async (name, ...values) => {
    let glue: Glue | undefined;
    try {
      glue = await (loading ??= load(wasm));
      return JSON.parse((glue as unknown as Record<string, (...values: (string | number)[]) => string>)[name]!(...values));
    } catch (error) {
      // A no of the core's.
      if (glue && (error as { code?: unknown }).code !== undefined) throw error;
      loading = undefined;
      glue?.__wbg_reset_state?.();
      throw failed(error);
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
