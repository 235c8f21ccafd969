/** What leaves or deletes a team, as it is shown. */

import { type ReactNode, useEffect, useState } from 'react';
import type { Account } from '../types.ts';
import type { DangerZoneState, LeaveTeamState } from './use-danger-zone.ts';
import { DANGER_WORDS } from './danger-zone-words.ts';
import { Button, Confirm, Field, partProps, Problem, rootProps, Waiting } from './parts.tsx';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

interface ScreenProps<S> {
  readonly state: S;
  readonly team: Account;
  readonly className?: string | undefined;
  readonly words: OwnWords | undefined;
}

/** A button to leave the team, with a confirmation. */
export function LeaveTeamScreen({ state: { owner, leave }, team, className, words }: ScreenProps<LeaveTeamState>): ReactNode {
  const { t, name } = useWords(DANGER_WORDS, words);
  const [confirming, setConfirming] = useState(false);
  return (
    <div {...rootProps('leave-team', className)}>
      <p>{owner ? t.ownerStays : t.leaveAbout}</p>
      <Button variant="danger" disabled={owner} onClick={() => setConfirming(true)}>
        {t.leave}
      </Button>
      {confirming && (
        <Confirm title={t.leaveTitle(name(team.name))} label={t.leave} action={leave} onClose={() => setConfirming(false)} words={words}>
          <p>{t.leaveAbout}</p>
        </Confirm>
      )}
    </div>
  );
}

/** Buttons to leave or delete the team, with confirmations. */
export function DangerZoneScreen({ state, team, className, words }: ScreenProps<DangerZoneState>): ReactNode {
  const { t, name } = useWords(DANGER_WORDS, words);
  const [confirming, setConfirming] = useState(false);
  const { owner } = state;
  return (
    <section {...rootProps('danger-zone', className)} aria-label={t.danger}>
      <h2 {...partProps('title')}>{t.danger}</h2>
      {!owner && <LeaveTeamScreen {...{ state, team, words }} />}
      <p>{owner ? t.deleteAbout : t.ownerOnly(name(team.owner.name))}</p>
      <Button variant="danger" disabled={!owner} onClick={() => setConfirming(true)}>
        {t.deleteTeam}
      </Button>
      {confirming && <DeleteTeam state={state} team={team} words={words} onClose={() => setConfirming(false)} />}
    </section>
  );
}

interface DeleteTeamProps {
  readonly state: DangerZoneState;
  readonly team: Account;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

function DeleteTeam({ state: { plan, ask, deleteTeam }, team, words, onClose }: DeleteTeamProps) {
  const { t, name } = useWords(DANGER_WORDS, words);
  const [typed, setTyped] = useState('');
  const { run } = ask;
  useEffect(() => void run(), [run]);
  return (
    <Confirm
      title={t.deleteTitle(name(team.name))}
      label={t.deleteForGood}
      action={{ ...deleteTeam, run: () => deleteTeam.run(typed) }}
      disabled={!plan || !typed}
      onClose={onClose}
      words={words}
    >
      <Problem error={ask.error} retry={run} />
      {ask.busy && <Waiting />}
      {plan && (
        <ul>
          <li>{t.losing(plan.membersRemoved ?? 0)}</li>
          <li>{t.revoking(plan.invitesRevoked ?? 0)}</li>
          <li>{plan['becomes'] === 'personal' ? t.becomesPersonal : t.closesForGood}</li>
        </ul>
      )}
      <Field label={t.typeName} placeholder={team.name} required value={typed} onText={setTyped} />
    </Confirm>
  );
}
