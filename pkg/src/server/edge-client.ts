/** Requests to the edge from a server. */

import { errorFrom, refusal } from '../messages.ts';
import { problemFrom } from '../problem.ts';
import type { GuardOptions } from './types.ts';

/** Longer than this the edge is not waited for. */
export const PATIENCE_MS = 5_000;

/** What the edge answered: JSON, and the header that carries its time. */
export interface Told {
  readonly text: string;
  readonly time: string | null;
}

/** Asks the edge. Throws a `HallpassError`: its refusal, or `unavailable` if it does not answer. */
export type Ask = (path: string, init?: RequestInit) => Promise<Told>;

/** The edge at `endpoint`. */
export const createAsk = ({ endpoint, fetch: own }: Pick<GuardOptions, 'endpoint' | 'fetch'>): Ask => {
  const base = endpoint.replace(/\/+$/, '');
  return async (path, init = {}) => {
    let response: Response;
    let text: string;
    try {
      response = await (own ?? fetch)(base + path, { ...init, cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
      text = await response.text();
    } catch (cause) {
      throw refusal('unavailable', { status: 503 }, {}, cause);
    }
    if (!response.ok) throw errorFrom(problemFrom(response, text));
    return { text, time: response.headers.get('hallpass-time') };
  };
};

/** JSON from the edge. Throws `unavailable` for what is none. */
export const parse = <T>(text: string): T => {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw refusal('unavailable', { status: 503 }, {}, cause);
  }
};
