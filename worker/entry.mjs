// The Worker's entry. The policy comes as a text module, so that a built Worker takes another one;
// it is put where WebAssembly finds it again after its memory was reset.
import policy from './policy.toml';

globalThis[Symbol.for('hallpass.policy')] = policy;

export { AccountObject, MailboxObject, UserObject, default } from './index.js';
