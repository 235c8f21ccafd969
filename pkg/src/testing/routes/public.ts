import type { FakeEdgeContext, Routes } from '../context.ts';
import { RefusalError } from '../refusal.ts';

/** Routes without sign-in. */
export const publicRoutes = ({ signer, tokenContext }: FakeEdgeContext): Routes => ({
  // It has a sign-in of its own: `edge.signIn`.
  'GET /v1/config': () => ({ localIdentity: false }),
  'GET /v1/policy': () => tokenContext().policy,
  'GET /v1/policy/*': ({ params }) => {
    if (params[0] !== tokenContext().policy.id) throw new RefusalError('not_found');
    return tokenContext().policy;
  },
  'GET /.well-known/jwks.json': () => signer.keys(),
  'GET /healthz': () => ({ ok: true }),
});
