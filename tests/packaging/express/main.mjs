import express from 'express';
import { createGuard } from 'hallpass/edge';

const guard = createGuard({ endpoint: 'http://127.0.0.1:8787' });

/** Middleware that allows members with a permission in the account of the path. */
const may = (require, freshness) =>
  guard.protect((request, reply, next) => next(), { require, freshness, account: (request) => request.params.account });

const app = express();
app.get('/accounts/:account/pods', may('team:access'), (request, reply) => {
  reply.json({ pods: [], seenBy: guard.membership(request).user });
});
app.post('/accounts/:account/pods', may('pods:manage', 'strict'), (request, reply) => {
  reply.status(201).json({ startedBy: guard.membership(request).user });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
