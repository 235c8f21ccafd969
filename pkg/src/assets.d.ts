// Imports that the build resolves: a module that workerd compiles, the bytes of a file, and the glue of the part that verifies invites.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
declare module '*/hallpass_invite.js';
declare module '*.wasm?bytes' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
