import type { Desk, Routes } from '../desk.ts';
import { No } from '../refusal.ts';

/** What anybody may read. */
export const publicRoutes = ({ signer, moment }: Desk): Routes => ({
  'GET /v1/policy': () => moment().policy,
  'GET /v1/policy/*': ({ part }) => {
    if (part[0] !== moment().policy.id) throw new No('not_found');
    return moment().policy;
  },
  'GET /.well-known/jwks.json': () => signer.keys(),
  'GET /healthz': () => ({ ok: true }),
});
