/** The policy of a running edge. */

import type { Policy } from '../wire.ts';
import { CommandFailed } from './command.ts';

const TIMEOUT_MS = 15_000;

/** Fetches the policy. Throws a `CommandFailed` if the edge does not answer with one. */
export const fetchPolicy = async (endpoint: string): Promise<Policy> => {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/policy`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const policy = (await response.json()) as Policy;
    if (!response.ok || !Array.isArray(policy.permissions) || !Array.isArray(policy.roles)) {
      throw new Error(`it answered ${response.status}`);
    }
    return policy;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    throw new CommandFailed(`no policy from ${url}: ${cause?.message ?? message}`);
  }
};
