import { absoluteUrl } from './url.ts';

/** A call of `fetch`, as a request. */
export interface RequestOfCall {
  readonly request: Request;
  /** A signal that `Request` refuses, as jsdom's is by Node; it has to be followed apart. */
  readonly foreignSignal?: AbortSignal;
}

/** The address of a call of `fetch`; relative ones count from the page's base. */
export const urlOf = (input: RequestInfo | URL): URL => absoluteUrl(isRequest(input) ? input.url : input);

/**
 * A call of `fetch` as a request of this realm. Redirects are manual and nothing is stored, unless the caller says
 * otherwise.
 */
export const requestOf = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<RequestOfCall> => {
  const isOwn = input instanceof Request;
  const base = isRequest(input) && !isOwn ? await initOf(input) : {};
  const stored = isRequest(input) && input.cache !== 'default' ? input.cache : undefined;
  const options: RequestInit = { ...base, ...init, redirect: init.redirect ?? 'manual', cache: init.cache ?? stored ?? 'no-store' };
  const source = isOwn ? input : urlOf(input);
  try {
    return { request: new Request(source, options) };
  } catch (error) {
    const { signal, ...rest } = options;
    if (!signal) throw error;
    return { request: new Request(source, rest), foreignSignal: signal };
  }
};

/** Rejects as soon as `signal` aborts; the work itself goes on. */
export const abortable = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason ?? new DOMException('The operation was aborted', 'AbortError'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
};

/** Whether it is a request, also of another realm or of a polyfill. */
const isRequest = (input: RequestInfo | URL): input is Request => typeof input === 'object' && 'url' in input && 'method' in input;

/** What another realm's request asks for. */
const initOf = async (request: Request): Promise<RequestInit> => {
  const { method, headers, signal, credentials, keepalive } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : undefined;
  return {
    method,
    headers: [...headers],
    ...(signal && { signal }),
    ...(credentials && { credentials }),
    ...(keepalive && { keepalive }),
    ...(body?.byteLength && { body }),
  };
};
