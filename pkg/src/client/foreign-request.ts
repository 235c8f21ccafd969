/** Requests and signals of another realm, as jsdom and polyfills have them. Loaded with the first one. */

/** Rejects as soon as `signal` aborts; the work itself goes on. */
export const abortable = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason ?? new DOMException('aborted', 'AbortError'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject);
  });

/** What a request of another realm asks for. */
export const initOf = async (request: Request): Promise<RequestInit> => {
  const { method, headers, signal } = request;
  const body = method === 'GET' || method === 'HEAD' ? null : await request.arrayBuffer();
  return { method, headers: [...headers], signal, body };
};
