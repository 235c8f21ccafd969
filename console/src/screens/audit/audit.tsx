import { REQUIRED } from 'hallpass';
import type { AuditEvent } from 'hallpass';
import { useAudit, useMembers } from 'hallpass/react';
import { useDeferredValue, useMemo } from 'react';

import { usePolledList } from '../../hooks/load.ts';
import { useActive, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { useAddressState } from '../../router.tsx';
import { Denied } from '../../ui/explanation.tsx';
import { LoadedList } from '../../ui/list.tsx';
import { Empty, Skeleton } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';
import { Chain, useChainCheck } from './chain.tsx';
import { EventDrawer } from './event-drawer.tsx';
import { EventLine } from './event.tsx';
import { AuditExport } from './export.tsx';
import { AuditFilters, EVERYTHING, queryOf } from './filters.tsx';
import type { AuditFilter } from './filters.tsx';
import { useAuditNames } from './names.ts';

const POLL_MS = 15_000;
/** The id of the event that is open, in the address. */
const OPENED = { event: '' };
const FIELDS = Object.keys(EVERYTHING) as (keyof AuditFilter)[];

/** What happened in the active account, newest first. */
export function AuditScreen() {
  const { shell, audit: t } = useWords();
  useAccountTitle(shell.auditLog);
  const active = useActive();
  const verdict = useVerdict(REQUIRED.auditRead);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">{shell.auditLog}</h1>
          <p className="muted">{t.about(active ? <strong>{active.name}</strong> : t.thisAccount)}</p>
        </div>
      </div>
      {verdict === 'unknown' && <Skeleton lines={6} label={t.loading} />}
      {verdict === 'deny' && <Denied title={t.denied} permission={REQUIRED.auditRead} />}
      {verdict === 'allow' && active && <Events key={active.id} account={active.id} />}
    </>
  );
}

function Events({ account }: { account: string }) {
  const { parts, audit: t } = useWords();
  const policy = usePolicy();
  const [filter, setFilter] = useAddressState(EVERYTHING);
  const isFiltered = FIELDS.some((field) => filter[field] !== '');
  const deferredFilter = useDeferredValue(filter);
  const query = useMemo(() => ({ account, ...queryOf(deferredFilter) }), [account, deferredFilter]);
  const list = usePolledList(useAudit(query), POLL_MS);
  const { items: members } = useMembers({ account, limit: 200 });
  const names = useAuditNames(account, list.items, members);
  const chain = useChainCheck(account);
  const [{ event: opened }, setOpened] = useAddressState(OPENED);
  const open = ({ id }: AuditEvent) => setOpened({ event: id });
  const none = isFiltered ? <Empty icon="search" title={t.noneMatch} /> : <Empty icon="list" title={t.none} />;
  return (
    <>
      <Chain {...chain} />
      <section className="card card-flush" aria-label={t.events}>
        <header className="card-head">
          <AuditFilters filter={filter} isFiltered={isFiltered} onFilter={setFilter} members={members} events={list.items} />
        </header>
        <LoadedList list={list} texts={parts.events} empty={none}>
          {(events) => (
            <ol className="events">
              {events.map((event) => (
                <EventLine key={event.id} event={event} policy={policy} names={names} onFilter={setFilter} onOpen={open} />
              ))}
            </ol>
          )}
        </LoadedList>
        {list.items.length > 0 && (
          <footer className="card-foot">
            <p className="muted">{isFiltered ? t.exportFiltered : t.exportAll}</p>
            <AuditExport account={account} filter={filter} />
          </footer>
        )}
      </section>
      {opened !== '' && (
        <EventDrawer
          account={account}
          id={opened}
          events={list.items}
          isFiltered={isFiltered}
          policy={policy}
          names={names}
          chain={chain}
          onOpen={open}
          onClose={() => setOpened(OPENED)}
        />
      )}
    </>
  );
}
