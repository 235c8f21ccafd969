import type { InviteFiles, Wasm } from '../wasm-source.ts';

/** The WebAssembly next to this module, where browsers load it from and bundlers pick it up. */
export const wasmFile = (): Promise<Wasm> => fetch(new URL('./hallpass_bg.wasm', import.meta.url));

/**
 * The part of it that verifies invites, half as large, with its glue: a join page shows nothing before it has both. It is
 * compiled while it arrives, without waiting for the glue, which a page may have. Rejects, and never throws, in a browser
 * without WebAssembly.
 */
export const inviteFiles = async (glue?: unknown): InviteFiles =>
  Promise.all([glue ?? import('./hallpass_invite.js'), WebAssembly.compileStreaming(fetch(new URL('./hallpass_invite_bg.wasm', import.meta.url)))]);
