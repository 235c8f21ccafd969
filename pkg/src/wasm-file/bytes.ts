/** The bytes of the WebAssembly; as text in the code they are a third larger than the file. */
export { default as bytes } from '../../wasm/hallpass_bg.wasm?bytes';
