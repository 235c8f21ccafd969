// The Worker's entry. The policy comes as a text module, so that a built Worker takes another one;
// it is put where WebAssembly finds it again after its memory was reset. So is the policy before it,
// an empty text where there was none.
import policy from './policy.toml';
import previous from './policy.previous.toml';
import Edge from './index.js';

globalThis[Symbol.for('hallpass.policy')] = policy;
globalThis[Symbol.for('hallpass.policy.previous')] = previous;

const { answer } = Edge.prototype;

// An object, and no class: the platform would make an instance for each request.
export default {
  fetch: (request, env, context) => answer(request, env, context),
};

export { AccountObject, MailboxObject, UserObject } from './index.js';
