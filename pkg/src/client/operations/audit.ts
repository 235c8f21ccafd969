import type { Audit, AuditPage } from '../../types.ts';
import type { Services } from '../services.ts';

/** `client.audit`. */
export const createAudit = ({ requests }: Services, verify: Audit['verify']): Audit => ({
  query: ({ account, ...query } = {}) => requests.read<AuditPage>({ account }, '/audit', query),
  export: ({ account, ...query }) => requests.readText({ account }, '/audit', query),
  verify,
});
