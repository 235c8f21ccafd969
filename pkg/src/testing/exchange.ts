import { platform } from './platform.ts';

/** A request without its signal: that of a simulated browser is foreign to Node's `Request`. */
export const requestOf = (input: RequestInfo | URL, init: RequestInit = {}): Request => {
  const { signal, ...rest } = init;
  signal?.throwIfAborted();
  return new platform.Request(input, rest);
};

/** Whether a test has answered with a response, of whichever realm. */
const isResponse = (value: Response | object): value is Response => typeof (value as Response).text === 'function';

export const toResponse = (value: Response | object): Response => (isResponse(value) ? value : platform.Response.json(value));
