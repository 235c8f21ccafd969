import type { Problem } from './wire.ts';

/** The problem in a response that is not `ok`. One of a proxy in between counts as `unavailable`. */
export const problemFrom = (response: Response, text: string): Problem => {
  const { status } = response;
  const stated: Partial<Problem> = parseObject(text);
  const code = status === 429 ? 'rate_limited' : status >= 400 && status < 500 ? 'invalid_request' : 'unavailable';
  return { detail: '', code, ...stated, status };
};

/** The object in JSON text; empty for any other text. */
export const parseObject = (text: string | null | undefined): object => {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
};
