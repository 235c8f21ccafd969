import { type FakeEdgeContext, type FakeRequest, memberContext, paginate, type Routes } from '../context.ts';
import { canonical, digest } from '../encode.ts';
import type { AccountRow } from '../rows.ts';

/** The audit log of an account, as a hash chain that anybody can recompute, and the same events as webhooks get them. */
export const auditRoutes = (context: FakeEdgeContext): Routes => ({
  'GET /v1/accounts/*/audit': (request) => audit(context, memberContext(context, request).account, request),
  'GET /v1/accounts/*/events': (request) => eventsAfter(memberContext(context, request).account, request),
});

const FILTERS = ['from', 'to', 'user', 'resourceType', 'resourceId', 'action'];

type Row = AccountRow['events'][number];
type ChainedRow = Row & { readonly prev: string; readonly hash: string };

/** The events of an account, oldest first, each with the hash of the one before it and its own. */
export const chainOf = async ({ id, events }: AccountRow): Promise<{ chain: ChainedRow[]; hash: string }> => {
  const chain: ChainedRow[] = [];
  let hash = await digest(id);
  for (const event of events) {
    const { name: _, ...actor } = event.actor;
    const prev = hash;
    hash = await digest(canonical({ ...event, actor, prev }));
    chain.push({ ...event, prev, hash });
  }
  return { chain, hash };
};

const eventsAfter = async (account: AccountRow, { query }: FakeRequest): Promise<object> => {
  const { chain } = await chainOf(account);
  const [after, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 50)];
  const items = chain.slice(after, after + limit).map((event, index) => {
    const { name: _, ...actor } = event.actor;
    const type = event.outcome === 'done' ? event.action : `${event.action}.refused`;
    return { id: event.id, type, account: account.id, seq: after + index + 1, at: event.at, data: { ...event, actor } };
  });
  const last = after + items.length;
  return { items, ...(items.length > 0 && last < chain.length ? { next: last } : {}) };
};

const audit = async ({ signer, tokenContext }: FakeEdgeContext, account: AccountRow, request: FakeRequest): Promise<object> => {
  const { id, events } = account;
  const { chain, hash } = await chainOf(account);
  const filter = (name: string): string | null => request.query.get(name);
  const matches = (event: (typeof events)[number]): boolean =>
    (filter('from') ?? '') <= event.at &&
    event.at <= (filter('to') ?? '~') &&
    [event.actor.id, null].includes(filter('user')) &&
    (['resourceType', 'resourceId', 'action'] as const).every((name) => [event[name], null].includes(filter(name)));
  const isFiltered = FILTERS.some((name) => request.query.has(name));
  const head = isFiltered ? {} : { head: await signer.head(id, events.length, hash, tokenContext()) };
  return { ...paginate([...chain].reverse().filter(matches), request), ...head };
};
