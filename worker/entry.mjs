// The Worker's entry. It only hands over texts: as modules, so that a built Worker can take others. The WebAssembly reads them
// from here when the first request needs them, and again if its memory is reset. The policy before the current one is an empty
// text if there was none, and so are the operator's own templates of mails.
import mail from './mail.toml';
import policy from './policy.toml';
import previous from './policy.previous.toml';

globalThis[Symbol.for('hallpass.policy')] = policy;
globalThis[Symbol.for('hallpass.policy.previous')] = previous;
globalThis[Symbol.for('hallpass.mail')] = mail;

export { default, AccountObject, MailboxObject, UserObject } from './index.js';
