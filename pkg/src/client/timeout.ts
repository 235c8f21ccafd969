/**
 * A signal that aborts a request after `milliseconds`. `undefined` where `fetch` refuses the page's own signals, as in
 * tests that give jsdom's globals to Node's `fetch`.
 */
export const timeoutSignal = (milliseconds: number): AbortSignal | undefined => {
  const signal = signalAfter(milliseconds);
  try {
    new Request('https://signal.invalid', { signal });
    return signal;
  } catch {
    return undefined;
  }
};

const signalAfter = (milliseconds: number): AbortSignal => {
  // Browsers before 2022 do not have it, nor does jsdom.
  if (typeof AbortSignal.timeout === 'function') return AbortSignal.timeout(milliseconds);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  // Does not keep a process alive.
  (timer as { unref?(): void }).unref?.();
  return controller.signal;
};
