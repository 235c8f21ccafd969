import type { EdgeClock } from './clock.ts';
import type { Core } from './core.ts';
import type { Edge } from './edge.ts';
import type { Http } from './http.ts';
import { CHAIN_EVENTS, PAGE } from './limits.ts';
import type { AuditCheck, AuditCheckQuery, AuditEvent, AuditPage } from './types.ts';

interface Head {
  readonly count: number;
  readonly hash: string;
}

/**
 * Follows the chain of an account's audit from the latest event back, in this process, and compares it with the head
 * that the edge has signed. What it says, the core says.
 */
export const checkChain = async (
  http: Http,
  clock: EdgeClock,
  { ask, accountIn }: Edge,
  core: Core,
  { account, known, events: most = CHAIN_EVENTS }: AuditCheckQuery = {},
): Promise<AuditCheck> => {
  const id = accountIn(account);
  const keys = await http<object>('GET', '/.well-known/jwks.json', { open: true });
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  let head: (Head & { account: string; issuedSeconds: number }) | undefined;
  do {
    const page = await ask<AuditPage>('GET', id, '/audit', { query: { limit: PAGE, cursor } });
    // Only the first page's head is of use: later ones tell of what has been written since.
    head ??= await core('verifyAuditHead', page.head ?? '', JSON.stringify(keys), clock.now() / 1000);
    events.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && events.length < Math.min(most, head!.count - (known?.count ?? 0)));

  const { count, hash, issuedSeconds } = head!;
  const first = known?.count ?? (cursor === undefined ? 0 : count - events.length);
  const chain = events.slice(0, Math.max(0, count - first)).reverse();
  const whole = count - first === chain.length && (known !== undefined || first === 0);
  const oldest = chain[0];
  const before = known && whole ? known : first > 0 && oldest ? { count: count - chain.length, hash: oldest.prev } : undefined;
  const said = { count, checked: chain.length, whole, head: { count, hash }, signedAt: new Date(issuedSeconds * 1000).toISOString() };
  try {
    const from = before && { from: { count: before.count, hash: before.hash } };
    const led = await core<Head>('verifyAudit', JSON.stringify({ account: id, ...from, events: chain }));
    return { ...said, intact: head!.account === id && led.count === count && led.hash === hash };
  } catch (error) {
    // A check that could not be made says nothing; one that found something does.
    if ((error as { code?: unknown }).code !== 'conflict') throw error;
    return { ...said, intact: false };
  }
};
