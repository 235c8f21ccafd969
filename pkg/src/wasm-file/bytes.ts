/** The WebAssembly itself, a third larger than its file. */
export { default as bytes } from '../../wasm/hallpass_bg.wasm?bytes';
