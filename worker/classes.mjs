// The classes that the runtime instantiates, over those of the WebAssembly. Bundled with the glue of wasm-bindgen into
// `index.js`, which `entry.mjs` imports.
import { WorkerEntrypoint } from 'cloudflare:workers';
import * as wasm from './index.js';

// The frames of futures would fill the default of 10.
Error.stackTraceLimit = 100;

export default class extends WorkerEntrypoint {
  fetch(request) {
    return wasm.fetch(request, this.env, this.ctx);
  }
}

/**
 * A Durable Object over its class in the WebAssembly. An abort, such as one of a full stack, replaces the instance of the
 * WebAssembly with its memory, so the object is made again there when it is called next.
 */
const durableObject = (WasmObject) => class {
  #arguments;
  #object;
  #instanceId;

  constructor(...args) {
    this.#arguments = args;
    this.#current();
  }

  #current() {
    // As any call, this one replaces an instance that aborted. Without it, the new instance would get the old one's pointer.
    const { instanceId } = wasm.__worker_init_state();
    if (this.#instanceId !== instanceId) {
      this.#object = new WasmObject(...this.#arguments);
      this.#instanceId = instanceId;
    }
    return this.#object;
  }

  fetch(request) {
    return this.#current().fetch(request);
  }

  alarm() {
    return this.#current().alarm();
  }
};

export const AccountObject = durableObject(wasm.AccountObject);
export const MailboxObject = durableObject(wasm.MailboxObject);
export const UserObject = durableObject(wasm.UserObject);
