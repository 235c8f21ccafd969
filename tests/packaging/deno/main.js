import { createGuard } from 'hallpass/edge';

const guard = createGuard({ endpoint: 'http://127.0.0.1:8787' });

/** The account in `/accounts/{account}/pods`. */
const account = (request) => new URL(request.url).pathname.split('/')[2];

const list = guard.protect(
  (request) => Response.json({ pods: [], seenBy: guard.membership(request).user }),
  { require: 'team:access', account },
);
const start = guard.protect(
  (request) => Response.json({ startedBy: guard.membership(request).user }, { status: 201 }),
  { require: 'pods:manage', freshness: 'strict', account },
);

Deno.serve({ port: Number(Deno.env.get('PORT') ?? 8000), hostname: '127.0.0.1' }, (request) =>
  request.method === 'POST' ? start(request) : list(request),
);
