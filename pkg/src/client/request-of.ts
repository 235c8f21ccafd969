/** A call of `fetch`, as a request. */
export interface RequestOfCall {
  readonly request: Request;
  /** A signal that `Request` refuses, as Node's refuses that of jsdom; it has to be followed apart. */
  readonly foreignSignal?: AbortSignal | null | undefined;
}

/** A call of `fetch` for the absolute `url`, as a request. Redirects are manual and nothing is stored, unless the caller says otherwise. */
export const requestOf = async (url: URL, input: RequestInfo | URL, init: RequestInit = {}): Promise<RequestOfCall> => {
  const given = isRequest(input) ? input : undefined;
  const isOwn = given instanceof Request;
  const cache = given && given.cache !== 'default' ? given.cache : 'no-store';
  const { signal, ...rest } = { cache, redirect: 'manual' as const, ...(given && !isOwn && (await (await import('./foreign-request.ts')).initOf(given))), ...init };
  const source = isOwn ? given : url;
  try {
    return { request: new Request(source, signal ? { ...rest, signal } : rest) };
  } catch (error) {
    if (!signal) throw error;
    return { request: new Request(source, rest), foreignSignal: signal };
  }
};

/** Whether it is a request, also of another realm or of a polyfill. */
const isRequest = (input: RequestInfo | URL): input is Request => typeof input === 'object' && 'url' in input;
