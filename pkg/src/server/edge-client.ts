/** Requests to the edge from a server. */

import { errorFrom, refusal } from '../messages.ts';
import { problemFrom } from '../problem.ts';
import type { GuardOptions } from './types.ts';

/** A request without an answer fails after this time. */
export const REQUEST_TIMEOUT_MS = 5_000;

/** A successful response of the edge. */
export interface EdgeResponse {
  /** The body: JSON. */
  readonly text: string;
  /** The header `hallpass-time`. */
  readonly time: string | null;
}

/** Sends a request to the edge. Throws a `HallpassError`: the edge's error, or `unavailable` without an answer. */
export type EdgeClient = (path: string, init?: RequestInit) => Promise<EdgeResponse>;

/** A client of the edge at `endpoint`. */
export const createEdgeClient = ({ endpoint, fetch: customFetch }: Pick<GuardOptions, 'endpoint' | 'fetch'>): EdgeClient => {
  const base = endpoint.replace(/\/+$/, '');
  return async (path, init = {}) => {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await (customFetch ?? fetch)(base + path, { ...init, cache: 'no-store', redirect: 'manual', signal });
      text = await response.text();
    } catch (cause) {
      throw refusal('unavailable', { status: 503 }, {}, cause);
    }
    if (!response.ok) throw errorFrom(problemFrom(response, text));
    return { text, time: response.headers.get('hallpass-time') };
  };
};

/** Parses JSON from the edge. Throws `unavailable` for other text. */
export const parseJson = <T>(text: string): T => {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw refusal('unavailable', { status: 503 }, {}, cause);
  }
};
