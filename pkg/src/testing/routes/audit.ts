import { type FakeEdgeContext, type FakeRequest, memberContext, paginate, type Routes } from '../context.ts';
import { canonical, digest } from '../encode.ts';
import type { AccountRow } from '../rows.ts';

/** The audit log of an account, as a hash chain that anybody can recompute. */
export const auditRoutes = (context: FakeEdgeContext): Routes => ({
  'GET /v1/accounts/*/audit': (request) => audit(context, memberContext(context, request).account, request),
});

const FILTERS = ['from', 'to', 'user', 'resourceType', 'resourceId', 'action'];

const audit = async ({ signer, tokenContext }: FakeEdgeContext, { id, events }: AccountRow, request: FakeRequest): Promise<object> => {
  const chain: object[] = [];
  let hash = await digest(id);
  for (const event of events) {
    const { name: _, ...actor } = event.actor;
    const prev = hash;
    hash = await digest(canonical({ ...event, actor, prev }));
    chain.unshift({ ...event, prev, hash });
  }
  const filter = (name: string): string | null => request.query.get(name);
  const matches = (event: (typeof events)[number]): boolean =>
    (filter('from') ?? '') <= event.at &&
    event.at <= (filter('to') ?? '~') &&
    [event.actor.id, null].includes(filter('user')) &&
    (['resourceType', 'resourceId', 'action'] as const).every((name) => [event[name], null].includes(filter(name)));
  const isFiltered = FILTERS.some((name) => request.query.has(name));
  const head = isFiltered ? {} : { head: await signer.head(id, events.length, hash, tokenContext()) };
  return { ...paginate((chain as typeof events).filter(matches), request), ...head };
};
