/** An entry module that sets the clock of the Worker and its objects to the time of the latest request. */
export const CLOCK = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
let now = Date.now();
Date.now = () => now;
export default {
  fetch(request, env, context) {
    const header = request.headers.get('test-now');
    if (header !== null) now = Number(header);
    return new Worker(context, env).fetch(request);
  },
};
`;
