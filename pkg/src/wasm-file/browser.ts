import type { Wasm } from '../wasm-source.ts';

/** The WebAssembly next to this module, where browsers load it from and bundlers pick it up. */
export const wasmFile = async (): Promise<Wasm> => {
  const url = new URL('./hallpass_bg.wasm', import.meta.url);
  const response = await fetch(url);
  if (!isMissing(response)) return response;
  const error = new Error(`hallpass: ${url} is missing: this bundler does not copy WebAssembly. Import \`createClient\` from \`hallpass/inline\` instead`);
  // The caller says only that something is unavailable, which is all that a user can know.
  console.error(error.message);
  throw error;
};

/** Whether the file does not exist: many servers answer with the app's page then. */
const isMissing = ({ status, headers }: Response): boolean => status === 404 || /^text\/html/.test(headers.get('content-type') ?? '');
