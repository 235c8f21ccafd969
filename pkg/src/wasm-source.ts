/** The WebAssembly: a compiled module, its bytes, or their address. */
export type Wasm = WebAssembly.Module | BufferSource | URL | string | Response;

/** The WebAssembly, now or later. A function is called when it is first needed. */
export type WasmSource = Wasm | Promise<Wasm> | (() => Wasm | Promise<Wasm>);

/** The part of the WebAssembly that verifies invites, which is being downloaded and compiled, with its glue. */
export type InviteFiles = Promise<readonly [glue: unknown, wasm: WebAssembly.Module]>;
