import { chainOf, eventOf } from '../chain.ts';
import { type FakeEdgeContext, type FakeRequest, memberContext, type Routes } from '../context.ts';
import { RefusalError } from '../refusal.ts';
import type { AccountRow } from '../rows.ts';

/** The audit log of an account, as a hash chain that anybody can recompute, and the same events as webhooks get them. */
export const auditRoutes = (context: FakeEdgeContext): Routes => ({
  'GET /v1/accounts/*/audit': (request) => audit(context, memberContext(context, request).account, request),
  'GET /v1/accounts/*/events': (request) => eventsAfter(memberContext(context, request).account, request),
});

const FILTERS = ['from', 'to', 'user', 'resourceType', 'resourceId', 'action'];

/** Throws `audit_cut` if the event with this number was removed. */
const assertPresent = ({ cut }: AccountRow, seq: number): void => {
  if (cut && seq <= cut.count) throw new RefusalError('audit_cut', { cut: cut.count });
};

const eventsAfter = async (account: AccountRow, { query }: FakeRequest): Promise<object> => {
  const from = query.get('after');
  if (from !== null) assertPresent(account, Number(from) + 1);
  const { chain } = await chainOf(account);
  const items = chain.filter(({ seq }) => seq > Number(from ?? 0)).slice(0, Number(query.get('limit') ?? 50)).map((event) => {
    const { name: _, ...actor } = event.actor;
    const type = event.outcome === 'done' ? event.action : `${event.action}.refused`;
    return { id: event.id, type, account: account.id, seq: event.seq, at: event.at, data: { ...eventOf(event), actor } };
  });
  const last = items.at(-1)?.seq;
  return { items, ...(last !== undefined && last < (chain.at(-1)?.seq ?? 0) ? { next: last } : {}) };
};

/** A page of events, newest first. The cursor is the number of the last event of the page before. */
const audit = async ({ signer, tokenContext }: FakeEdgeContext, account: AccountRow, { query }: FakeRequest): Promise<object> => {
  const { id, cut } = account;
  const cursor = query.get('cursor');
  if (cursor !== null) assertPresent(account, Number(cursor) - 1);
  const { chain, hash } = await chainOf(account);
  const filter = (name: string): string | null => query.get(name);
  const matches = (event: (typeof chain)[number]): boolean =>
    event.seq < Number(cursor ?? Infinity) &&
    (filter('from') ?? '') <= event.at &&
    event.at <= (filter('to') ?? '~') &&
    [event.actor.id, null].includes(filter('user')) &&
    (['resourceType', 'resourceId', 'action'] as const).every((name) => [event[name], null].includes(filter(name)));
  const limit = Number(query.get('limit') ?? 50);
  const found = [...chain].reverse().filter(matches);
  const page = found.slice(0, limit);
  const next = found.length > limit ? { next: String(page.at(-1)?.seq) } : {};
  if (FILTERS.some((name) => query.has(name))) return { items: page.map(eventOf), ...next };
  const context = tokenContext();
  return {
    items: page.map(eventOf),
    ...next,
    head: await signer.head(id, (cut?.count ?? 0) + chain.length, hash, context),
    ...(cut ? { cut: await signer.cut(id, cut, context) } : {}),
  };
};
