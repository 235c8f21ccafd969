// The Worker's entry. It only hands over the policy: as a text module, so that a built Worker can take another one. The
// WebAssembly reads it from here when the first request needs it, and again if its memory is reset. The policy before it
// is an empty text if there was none.
import policy from './policy.toml';
import previous from './policy.previous.toml';

globalThis[Symbol.for('hallpass.policy')] = policy;
globalThis[Symbol.for('hallpass.policy.previous')] = previous;

export { default, AccountObject, MailboxObject, UserObject } from './index.js';
