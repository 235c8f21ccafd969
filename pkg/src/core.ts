/** The part of the client that is WebAssembly: it verifies and explains. Loaded when first needed. */

import type * as Glue from './hallpass.js';
import type { InviteFiles, Wasm, WasmSource } from './wasm-source.ts';

/** The exports of the WebAssembly. Their types are generated from `crates/sdk`. */
type Exports = Pick<
  typeof Glue,
  'explain' | 'followAudit' | 'policyId' | 'suggestRoles' | 'verifyAudit' | 'verifyAuditHead' | 'verifyInvite' | 'verifyMembership'
>;

/** Calls an export by name. */
export type Core = <N extends keyof Exports>(name: N, ...values: Parameters<Exports[N]>) => Promise<ReturnType<Exports[N]>>;

/**
 * Loads the WebAssembly with `load` at the first call; a failed load is tried again at the next one.
 *
 * Errors of an export have a `code` and are thrown as they are. A failed load or a trap is thrown as `failed` makes it.
 */
export const createCore = (load: () => Promise<typeof Glue>, failed = (error: unknown): unknown => error): Core => {
  let loading: Promise<typeof Glue> | undefined;

  return async (name, ...values) => {
    let glue: typeof Glue | undefined;
    try {
      glue = await (loading ??= load());
      return (glue[name] as (...values: unknown[]) => never)(...values);
    } catch (error) {
      if (glue && (error as { code?: unknown }).code !== undefined) throw error;
      loading = undefined;
      // A new instance: what a trap has left behind is gone.
      glue?.__wbg_reset_state();
      throw failed(error);
    }
  };
};

/** Loads all of the WebAssembly. */
export const loadCore = async (wasm: WasmSource | undefined): Promise<typeof Glue> => {
  const source = await (typeof wasm === 'function' ? wasm() : wasm);
  if (source === undefined) throw new Error('this entry of hallpass has no WebAssembly: pass `createClient({ wasm })`, or import `hallpass/inline`');
  if (isMissing(source)) throw missing(source);
  // In a separate file, so that pages which never verify anything never load it.
  const glue = (await import('./hallpass.js' as string)) as typeof Glue;
  await glue.default({ module_or_path: source });
  return glue;
};

/** Loads the part of the WebAssembly that verifies invites; all of it, as `wasm` says, where an app was deployed without that part. */
export const loadInviteCore = async (files: InviteFiles, wasm: WasmSource | undefined): Promise<typeof Glue> => {
  try {
    const [glue, module] = (await files) as [typeof Glue, WebAssembly.Module];
    await glue.default({ module_or_path: module });
    return glue;
  } catch {
    return loadCore(wasm);
  }
};

/** Whether the file does not exist: many servers answer with the app's page then. */
const isMissing = (source: Wasm): source is Response => {
  if (typeof source !== 'object' || !('headers' in source)) return false;
  return source.status === 404 || /^text\/html/.test(source.headers.get('content-type') ?? '');
};

const missing = ({ url }: Response): Error => {
  const error = new Error(`hallpass: ${url} is missing: this bundler does not copy WebAssembly. Import \`createClient\` from \`hallpass/inline\` instead`);
  // The caller says only that something is unavailable, which is all that a user can know.
  console.error(error.message);
  return error;
};
