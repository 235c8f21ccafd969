import { HallpassError } from '../errors.ts';

/** As many as browsers follow. */
export const MAX_REDIRECTS = 20;

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
/** Describe a body, so they go with it. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];
/** Meant for the first origin only. */
const ORIGIN_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/**
 * Where a response redirects to; `undefined` if it does not.
 *
 * # Errors
 *
 * Throws `redirect_not_followed` if that cannot be read, as in browsers, or is not an `http` address.
 */
export const redirectTarget = (request: Request, response: Response): URL | undefined => {
  if (response.type === 'opaqueredirect') {
    throw redirectError(`${request.url} redirects, and a browser does not say where to: call the final address, or pass \`redirect\` to decide yourself`);
  }
  const location = REDIRECT_STATUSES.includes(response.status) ? response.headers.get('location') : null;
  if (location === null) return undefined;
  let target: URL | undefined;
  try {
    target = new URL(location, request.url);
  } catch {
    // Refused below.
  }
  if (target?.protocol === 'https:' || target?.protocol === 'http:') return target;
  throw redirectError(`${request.url} redirects to \`${location}\`, which is not an http address`);
};

/** The request that follows a redirect, by the rules of the Fetch standard for method, body and headers. */
export const redirectedRequest = async (request: Request, status: number, target: URL, ownHeaders: readonly string[]): Promise<Request> => {
  const { method, signal } = request;
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  const headers = new Headers(request.headers);
  const isCrossOrigin = target.origin !== new URL(request.url).origin;
  const dropped = [...ownHeaders, ...(becomesGet ? BODY_HEADERS : []), ...(isCrossOrigin ? ORIGIN_HEADERS : [])];
  for (const name of dropped) headers.delete(name);
  const body = becomesGet || !request.body ? undefined : await request.arrayBuffer();
  return new Request(target, { method: becomesGet ? 'GET' : method, headers, signal, redirect: 'manual', ...(body && { body }) });
};

/** An error of the client itself: this code is never sent by the edge. */
export const redirectError = (detail: string): HallpassError =>
  new HallpassError('The API redirects to another address, which is not followed with your access.', {
    code: 'redirect_not_followed',
    status: 0,
    detail,
  });
