import type { AuditCheck } from 'hallpass';
import { useAction, useHallpass } from 'hallpass/react';
import { useEffect, useState } from 'react';

import { writeStored, readStored } from '../../storage.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Time, Skeleton } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';

/** Events that are verified automatically; a button verifies the rest. */
const INITIAL_EVENTS = 1_000;

const keyOf = (account: string): string => `hallpass.console.audit.${account}`;

/** The head that this browser stored after its last verification: an attacker who rewrites the log cannot change it. */
const knownHead = (account: string): AuditCheck['head'] | undefined => {
  const text = readStored('localStorage', keyOf(account));
  return text === undefined ? undefined : (JSON.parse(text) as AuditCheck['head']);
};

/** A verification of the audit chain in this browser. */
export interface ChainCheck {
  /** The result, once there is one. */
  readonly check: AuditCheck | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  /** Verifies the latest events again, or as many as are given. */
  readonly verify: (events?: number) => void;
}

/** Verifies the latest part of an account's audit chain. */
export const useChainCheck = (account: string): ChainCheck => {
  const client = useHallpass();
  const [check, setCheck] = useState<AuditCheck>();
  const { run, error, busy } = useAction(async (events: number) => {
    const known = events === INITIAL_EVENTS ? knownHead(account) : undefined;
    const found = await client.audit.verify({ account, known, events });
    if (found.intact) writeStored('localStorage', keyOf(account), JSON.stringify(found.head));
    setCheck(found);
  });
  useEffect(() => void run(INITIAL_EVENTS), [run]);
  return { check, error, busy, verify: (events = INITIAL_EVENTS) => void run(events) };
};

/** Whether a verification reached an event. */
export const isVerified = ({ intact, whole, count, checked }: AuditCheck, seq: number): boolean =>
  intact && seq <= count && (whole || seq > count - checked);

/** The result of the verification, above the log. */
export function Chain({ check, error, busy, verify }: ChainCheck) {
  const { audit: t } = useWords();
  if (error !== undefined) return <Problem error={error} retry={verify} />;
  if (!check) return <Skeleton lines={1} label={t.verifying} />;
  return (
    <div className={check.intact ? 'callout callout-ok' : 'callout callout-danger'} role={check.intact ? 'status' : 'alert'}>
      <Icon name={check.intact ? 'check' : 'alert'} />
      <div className="callout-text">
        <p className="callout-title">{check.intact ? t.intact : t.tampered}</p>
        <p>{check.intact ? <Intact check={check} /> : t.tamperedAbout}</p>
      </div>
      {!check.whole && (
        <Button small busy={busy} onClick={() => verify(check.count)}>
          {t.verifyAll(leftIn(check))}
        </Button>
      )}
    </div>
  );
}

/** How many events the log has, without those that were removed. */
const leftIn = ({ count, cut }: AuditCheck): number => count - (cut?.count ?? 0);

function Intact({ check }: { check: AuditCheck }) {
  const { audit: t } = useWords();
  const { checked, whole, signedAt, cut } = check;
  const left = leftIn(check);
  const when = <Time at={signedAt} />;
  const since = checked < left ? t.verifiedSince(checked, left, when) : t.verifiedAll(left, when);
  return (
    <>
      {whole ? since : t.verifiedLatest(checked, left, when)}
      {cut && <> {t.removed(cut.count, <Time at={cut.at} />)}</>}
    </>
  );
}
