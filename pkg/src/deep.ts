/** What is loaded when first needed: the core in WebAssembly, and what asks it. */

export { createAdvice } from './advice.ts';
export { createCore } from './core.ts';
