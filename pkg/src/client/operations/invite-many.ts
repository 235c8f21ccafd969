/** Many invites at once. Loaded when it is first needed. */

import { HallpassError } from '../../errors.ts';
import { type BulkInviteResult, type InviteChunk, inviteChunks } from '../../invite-chunks.ts';
import { errorFrom, refusal } from '../../messages.ts';
import type { CreateManyOptions, InviteResult, NewInvite } from '../../operation-types.ts';
import { MAX_ATTEMPTS, MAX_RETRY_AFTER_SECONDS } from '../limits.ts';
import type { Services } from '../services.ts';

/** Creates many invites of an account. */
export const createMany = async (
  services: Services,
  account: string,
  items: readonly NewInvite[],
  { key = services.http.freshKey(), onProgress, signal }: CreateManyOptions = {},
): Promise<readonly InviteResult[]> => {
  const { messages } = services;
  const results: InviteResult[] = [];
  for (const chunk of inviteChunks(items)) {
    try {
      if (signal?.aborted) throw refusal('unavailable', { detail: 'stopped before this row was sent' }, messages, signal.reason);
      results.push(...(await send(services, account, chunk, key)));
    } catch (error) {
      // What was created before is reported; the rest can be sent again with the same key.
      if (!(error instanceof HallpassError) || (results.length === 0 && !signal?.aborted)) throw error;
      while (results.length < items.length) results.push({ error });
    }
    onProgress?.({ done: results.length, failed: results.filter(({ error }) => error).length, total: items.length });
    if (results.length >= items.length) break;
  }
  return results;
};

/** Sends a chunk. Sends it again, with the same key, while rows of it are `unavailable`. */
const send = async ({ requests, messages }: Services, account: string, { start, items }: InviteChunk<NewInvite>, key: string): Promise<readonly InviteResult[]> => {
  for (let attempt = 1; ; attempt++) {
    const change = { method: 'POST', path: '/invites/bulk', body: { items }, idempotencyKey: `${key}-${start}` } as const;
    const response = await requests.change<{ readonly items: readonly BulkInviteResult[] }>({ account }, change);
    const results = response.items.map((row): InviteResult =>
      'problem' in row ? { error: errorFrom(row.problem, messages) } : { invite: row.invite, link: row.link },
    );
    const wait = waitSeconds(results);
    if (wait === undefined || attempt === MAX_ATTEMPTS) return results;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
};

/** How long to wait before rows are sent again that failed only because the edge could not be reached. */
const waitSeconds = (results: readonly InviteResult[]): number | undefined => {
  const waits = results.flatMap(({ error }) => (error?.code === 'unavailable' ? [error.retryAfter ?? 1] : []));
  return waits.length === 0 ? undefined : Math.min(Math.max(...waits), MAX_RETRY_AFTER_SECONDS);
};
