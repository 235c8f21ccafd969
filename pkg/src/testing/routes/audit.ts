import { type Asked, type Desk, inside, page, type Routes } from '../desk.ts';
import { canonical, digest } from '../encode.ts';
import type { AccountRow } from '../rows.ts';

/** What happened in an account, in a chain that anybody can recompute. */
export const auditRoutes = (desk: Desk): Routes => ({
  'GET /v1/accounts/*/audit': (asked) => audit(desk, inside(desk, asked).account, asked),
});

const FILTERS = ['from', 'to', 'user', 'resourceType', 'resourceId', 'action'];

const audit = async ({ signer, moment }: Desk, { id, events }: AccountRow, asked: Asked): Promise<object> => {
  const chain: object[] = [];
  let hash = await digest(id);
  for (const event of events) {
    const { name: _, ...actor } = event.actor;
    const prev = hash;
    hash = await digest(canonical({ ...event, actor, prev }));
    chain.unshift({ ...event, prev, hash });
  }
  const wanted = (name: string): string | null => asked.query.get(name);
  const fits = (event: (typeof events)[number]): boolean =>
    (wanted('from') ?? '') <= event.at &&
    event.at <= (wanted('to') ?? '~') &&
    [event.actor.id, null].includes(wanted('user')) &&
    (['resourceType', 'resourceId', 'action'] as const).every((name) => [event[name], null].includes(wanted(name)));
  const head = FILTERS.some((name) => asked.query.has(name)) ? {} : { head: await signer.head(id, events.length, hash, moment()) };
  return { ...page((chain as typeof events).filter(fits), asked), ...head };
};
