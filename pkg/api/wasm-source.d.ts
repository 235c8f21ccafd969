/** What the WebAssembly can be made of: a compiled module, its bytes, or where they are. */
export type Wasm = WebAssembly.Module | BufferSource | URL | string | Response;
/** The WebAssembly, now or later; a function is asked when it is first needed. */
export type WasmSource = Wasm | Promise<Wasm> | (() => Wasm | Promise<Wasm>);
