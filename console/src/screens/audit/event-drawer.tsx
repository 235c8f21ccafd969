import type { AuditEvent, Policy } from 'hallpass';
import { useRef } from 'react';
import type { ReactNode } from 'react';

import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Skeleton, Time } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import { isVerified } from './chain.tsx';
import type { ChainCheck } from './chain.tsx';
import { describeDetails } from './details.ts';
import { Outcome } from './event.tsx';
import type { AuditNames } from './names.ts';
import { useFoundEvent } from './place.ts';
import { Sentence } from './sentence.tsx';

interface Props {
  readonly account: string;
  /** The id of the event, as the address has it. */
  readonly id: string;
  /** The events that are loaded, newest first. */
  readonly events: readonly AuditEvent[];
  /** Whether some events between them are filtered out. */
  readonly isFiltered: boolean;
  readonly policy: Policy | undefined;
  readonly names: AuditNames;
  readonly chain: ChainCheck;
  /** Opens another event. */
  readonly onOpen: (event: AuditEvent) => void;
  readonly onClose: () => void;
}

/** One event of the log as it was written, and its place in the chain. */
export function EventDrawer({ account, id, events, isFiltered, onOpen, onClose, ...shown }: Props) {
  const { event, seq, isMissing, error, retry } = useFoundEvent(account, id, events, !isFiltered, shown.chain.check?.head);
  const { parts, audit: t } = useWords();
  const index = events.findIndex((each) => each.id === id);
  return (
    <Dialog title={isMissing ? t.eventNotFound : t.event} drawer onClose={onClose}>
      {event && <Event event={event} seq={seq} {...shown} />}
      {isMissing && <Empty icon="search" title={t.eventNotFoundAbout} />}
      {!event && !isMissing && (error === undefined ? <Skeleton label={t.loadingEvent} /> : <Problem error={error} retry={retry} />)}
      <DialogActions>
        {index >= 0 && (
          <div className="action-row drawer-turn">
            <Turn label={t.newer} to={events[index - 1]} onOpen={onOpen} />
            <Turn label={t.older} to={events[index + 1]} onOpen={onOpen} />
          </div>
        )}
        <Button onClick={onClose}>{parts.done}</Button>
      </DialogActions>
    </Dialog>
  );
}

/** Opens the event beside the one that is open. */
function Turn({ label, to, onOpen }: { label: string; to: AuditEvent | undefined; onOpen: (event: AuditEvent) => void }) {
  return (
    <Button small unavailable={!to} onClick={() => to && onOpen(to)}>
      {label}
    </Button>
  );
}

interface EventProps extends Pick<Props, 'policy' | 'names' | 'chain'> {
  readonly event: AuditEvent;
  readonly seq: number | undefined;
}

function Event({ event, seq, policy, names, chain }: EventProps) {
  const { at, actor, action, resourceType, resourceId, outcome } = event;
  const language = useLanguage();
  const { audit: t } = language.words;
  const changes = describeDetails(event, policy, language);
  return (
    <>
      <p className="drawer-sentence">
        <Sentence event={event} names={names} />
      </p>
      <dl className="facts drawer-facts">
        <Fact name={t.when}>
          <Time at={at} as="exact" /> <span className="muted">(<Time at={at} />)</span>
        </Fact>
        <Fact name={t.outcome}>{outcome === 'done' ? t.outcomeDone : <Outcome event={event} />}</Fact>
        {changes.length > 0 && <Fact name={t.changes}>{changes.join(' · ')}</Fact>}
        <Fact name={t.action}>
          <code>{action}</code>
        </Fact>
        <Fact name={t.actor}>
          <code>{actor.id}</code>
        </Fact>
        <Fact name={t.resource}>
          <code>{resourceType}</code> <code>{resourceId}</code>
        </Fact>
      </dl>
      <Place event={event} seq={seq} chain={chain} />
      <Raw event={event} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The hashes that chain the event to the one before it, and whether this browser has followed the chain through it. */
function Place({ event: { prev, hash }, seq, chain }: Omit<EventProps, 'policy' | 'names'>) {
  const { audit: t } = useWords();
  return (
    <section className="drawer-section" aria-label={t.place}>
      <h3 className="drawer-title">{t.place}</h3>
      <Verification seq={seq} chain={chain} />
      <dl className="facts drawer-facts">
        <Fact name={t.number}>
          {seq === undefined ? '…' : chain.check && seq <= chain.check.count ? t.numberOf(seq, chain.check.count) : seq}
        </Fact>
        <Fact name={t.hash}>
          <code>{hash}</code>
        </Fact>
        <Fact name={seq === 1 ? t.start : t.previous}>
          <code>{prev}</code>
        </Fact>
      </dl>
    </section>
  );
}

function Verification({ seq, chain: { check, error, busy, verify } }: Pick<EventProps, 'seq' | 'chain'>) {
  const { audit: t } = useWords();
  if (error !== undefined) return <Problem error={error} retry={verify} />;
  if (!check) return <Skeleton lines={1} label={t.verifying} />;
  if (!check.intact)
    return (
      <p className="drawer-state drawer-state-danger">
        <Icon name="alert" size={16} />
        {t.tampered}
      </p>
    );
  if (seq === undefined) return <Skeleton lines={1} label={t.verifying} />;
  if (isVerified(check, seq))
    return (
      <p className="drawer-state drawer-state-ok">
        <Icon name="check" size={16} />
        {t.verified}
      </p>
    );
  return (
    <p className="drawer-state">
      {t.notVerified}
      <Button small busy={busy} onClick={() => (seq > check.count ? verify() : verify(check.count))}>
        {t.verify}
      </Button>
    </p>
  );
}

function Raw({ event }: { event: AuditEvent }) {
  const { audit: t } = useWords();
  const text = JSON.stringify(event, null, 2);
  const shown = useRef<HTMLPreElement>(null);
  const { showToast } = useToasts();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      showToast({ text: t.eventCopied, icon: 'copy' });
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      showToast({ text: t.cannotCopy, detail: t.cannotCopyAbout });
    }
  };
  return (
    <section className="drawer-section" aria-label={t.raw}>
      <div className="section-head">
        <h3 className="drawer-title">{t.raw}</h3>
        <IconButton icon="copy" label={t.copyEvent} small onClick={() => void copy()} />
      </div>
      {/* Scrolled by keyboard, it needs the focus. */}
      <pre ref={shown} className="drawer-raw" role="region" aria-label={t.rawJson} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
