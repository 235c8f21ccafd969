import type { Audit, AuditPage } from '../../types.ts';
import type { Services } from '../services.ts';
import type { WasmClient } from '../wasm-client.ts';

/** `client.audit`. */
export const createAudit = ({ requests }: Services, wasm: WasmClient): Audit => ({
  query: ({ account, ...query } = {}) => requests.read<AuditPage>({ account }, '/audit', query),
  export: ({ account, ...query }) => requests.readText({ account }, '/audit', query),
  verify: (query) => wasm.verifyAudit(query),
});
