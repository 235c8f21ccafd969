import { REQUIRED } from 'hallpass';
import { useAudit, useMembers } from 'hallpass/react';
import { useDeferredValue, useMemo, useState } from 'react';

import { usePolledList } from '../../hooks/load.ts';
import { useActive, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { Denied } from '../../ui/explanation.tsx';
import { LoadedList } from '../../ui/list.tsx';
import { Empty, Skeleton } from '../../ui/small.tsx';
import { Chain } from './chain.tsx';
import { EventLine } from './event.tsx';
import { AuditExport } from './export.tsx';
import { AuditFilters, EVERYTHING, queryOf } from './filters.tsx';
import type { AuditFilter } from './filters.tsx';

const POLL_MS = 15_000;

/** What happened in the active account, newest first. */
export function AuditScreen() {
  useAccountTitle('Audit');
  const active = useActive();
  const verdict = useVerdict(REQUIRED.auditRead);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Audit</h1>
          <p className="muted">
            Every change in {active ? <strong>{active.name}</strong> : 'this account'}, and every refusal to a member.
            Nothing here can be edited.
          </p>
        </div>
      </div>
      {verdict === 'unknown' && <Skeleton lines={6} label="Loading the audit" />}
      {verdict === 'deny' && <Denied title="The audit is closed to your role" permission={REQUIRED.auditRead} />}
      {verdict === 'allow' && active && <Events key={active.id} account={active.id} />}
    </>
  );
}

function Events({ account }: { account: string }) {
  const policy = usePolicy();
  const [filter, setFilter] = useState(EVERYTHING);
  const deferredFilter = useDeferredValue(filter);
  const query = useMemo(() => ({ account, ...queryOf(deferredFilter) }), [account, deferredFilter]);
  const list = usePolledList(useAudit(query), POLL_MS);
  const { items: members } = useMembers({ account, limit: 200 });
  const narrow = (change: Partial<AuditFilter>) =>
    setFilter((before) => (change === EVERYTHING ? EVERYTHING : { ...before, ...change }));
  const none =
    filter === EVERYTHING ? (
      <Empty icon="list" title="Nothing has happened yet" />
    ) : (
      <Empty icon="search" title="No event is like this" />
    );
  return (
    <>
      <Chain account={account} />
      <section className="card card-flush" aria-label="Events">
        <header className="card-head">
          <AuditFilters filter={filter} onFilter={narrow} members={members} />
        </header>
        <LoadedList list={list} reading="Loading the audit" empty={none}>
          {(events) => (
            <ol className="events">
              {events.map((event) => (
                <EventLine key={event.id} event={event} policy={policy} onFilter={narrow} />
              ))}
            </ol>
          )}
        </LoadedList>
        {list.items.length > 0 && (
          <footer className="card-foot">
            <p className="muted">{filter === EVERYTHING ? 'The whole log' : 'What the filters find'}, as a file:</p>
            <AuditExport account={account} filter={filter} />
          </footer>
        )}
      </section>
    </>
  );
}
