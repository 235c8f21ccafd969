import { createGuard } from 'hallpass/edge';
import { Hono } from 'hono';

const guard = createGuard({ endpoint: 'http://127.0.0.1:8787' });

/** Middleware that allows members with a permission in the account of the path. */
const may = (require, freshness) => async (context, next) => {
  const decision = await guard.authorize(context.req.raw, { require, freshness, account: () => context.req.param('account') });
  return decision.allowed ? next() : decision.response();
};

const app = new Hono();
app.get('/accounts/:account/pods', may('team:access'), (context) =>
  context.json({ pods: [], seenBy: guard.membership(context.req.raw).user }),
);
app.post('/accounts/:account/pods', may('pods:manage', 'strict'), (context) =>
  context.json({ startedBy: guard.membership(context.req.raw).user }, 201),
);

export default app;
