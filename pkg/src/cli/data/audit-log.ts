/** Verifies the audit log in an account's database, by the same rule as an exported one. */

import type { Core } from '../../core.ts';
import type { AuditHead } from '../../hallpass.js';
import { type Database, hasTable } from './sqlite.ts';

/** Events that are verified at a time. */
const BATCH_SIZE = 2_000;

/** What is wrong with an account's log; `undefined` if it leads from its beginning to the head that the account has. */
export const auditFault = async (core: Core, account: string, database: Database): Promise<string | undefined> => {
  const own = database.prepare('SELECT audit_count, audit_hash FROM account').get();
  const events = database.prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?');
  let head = cutOf(database);
  try {
    for (let seq = head?.count ?? 0; ; ) {
      const rows = events.all(seq, BATCH_SIZE);
      const from = head ? `,"from":${JSON.stringify(head)}` : '';
      head = await core('verifyAudit', `{"account":${JSON.stringify(account)}${from},"events":[${rows.map(eventOf).join(',')}]}`);
      if (rows.length < BATCH_SIZE) break;
      seq = Number(rows.at(-1)?.['seq']);
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined && !(error instanceof SyntaxError)) throw error;
    return `its audit log was changed: ${code === 'conflict' ? message : `event ${(head?.count ?? 0) + 1} or a later one is not an event`}`;
  }
  if (head.count === own?.['audit_count'] && head.hash === own['audit_hash']) return undefined;
  return `its audit log was changed: it has ${head.count} events and does not lead to its head, which counts ${String(own?.['audit_count'])}`;
};

/** Where the log begins, if its oldest events were removed by the edge. */
const cutOf = (database: Database): AuditHead | undefined => {
  if (!hasTable(database, 'audit_cut')) return undefined;
  const cut = database.prepare('SELECT count, hash FROM audit_cut').get();
  return cut && { count: Number(cut['count']), hash: String(cut['hash']) };
};

/** An event as an export has it. Its details are passed on as they are. Throws a `SyntaxError` if they are not JSON. */
const eventOf = (row: Readonly<Record<string, unknown>>): string => {
  const { id, at, actor_kind: kind, actor, action, resource_type: resourceType, resource_id: resourceId, outcome, code, details, prev, hash } = row;
  const event = { id, at: new Date(Number(at)).toISOString(), actor: { kind, id: actor }, action, resourceType, resourceId, outcome, ...(code === null ? {} : { code }), prev, hash };
  JSON.parse(String(details));
  return `${JSON.stringify(event).slice(0, -1)},"details":${String(details)}}`;
};
