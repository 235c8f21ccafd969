/** Redirects of an API. Loaded with the first one: most APIs have none. */

import type { HallpassError } from '../errors.ts';
import { errorFrom } from '../messages.ts';

/** As many as browsers follow. */
const MAX_REDIRECTS = 20;

/**
 * Where a redirect leads, the `count`th of a call.
 *
 * Throws `redirect_not_followed` if that cannot be read, as in browsers, or is not an `http` address, or after too many.
 */
export const redirectTarget = ({ url }: Request, { type, headers }: Response, count: number): URL => {
  if (type === 'opaqueredirect') throw redirectError(`${url} redirects, and browsers do not say where to`);
  if (count > MAX_REDIRECTS) throw redirectError(`${url} is the last of ${MAX_REDIRECTS} redirects`);
  const location = headers.get('location') ?? '';
  try {
    const target = new URL(location, url);
    if (/^https?:/.test(target.protocol)) return target;
  } catch {
    // Not an address either.
  }
  throw redirectError(`${url} redirects to \`${location}\`, which is not an http address`);
};

/** The request that follows a redirect, by the rules of the Fetch standard for method, body and headers. */
export const redirectedRequest = async (request: Request, status: number, target: URL, ownHeaders: readonly string[]): Promise<Request> => {
  const { method, signal, url, body } = request;
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  const headers = new Headers(request.headers);
  const isCrossOrigin = target.origin !== new URL(url).origin;
  for (const name of [...headers.keys()]) {
    const describesBody = becomesGet && name.startsWith('content-');
    const isForOrigin = isCrossOrigin && (name === 'authorization' || name === 'cookie');
    if (describesBody || isForOrigin || ownHeaders.includes(name)) headers.delete(name);
  }
  const kept = !becomesGet && body && (await request.arrayBuffer());
  return new Request(target, { method: becomesGet ? 'GET' : method, headers, signal, redirect: 'manual', ...(kept && { body: kept }) });
};

/** An error of the client itself: the edge never sends this code. */
const redirectError = (detail: string): HallpassError =>
  errorFrom({ code: 'redirect_not_followed', status: 0, title: 'The API redirects to another address, which is not followed', detail });
