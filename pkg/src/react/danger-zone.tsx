import { type ReactNode, useEffect, useState } from 'react';
import type { Account, Plan } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { Button, Confirm, Field, partProps, Problem, type Ready, rootProps, Waiting } from './parts.tsx';
import { useHallpass } from './provider.tsx';
import { useActiveAccount, useUser } from './state.ts';
import { useWords } from './use-words.ts';
import { DANGER_WORDS, type OwnWords } from './words.ts';

interface Options {
  /** Called after the membership or the team has ended; another account is active by then. */
  readonly onDone?: ((account: Account) => void) | undefined;
}

/** Leaving a team, without markup. */
export interface LeaveTeamState {
  /** The active account, if it is a team. */
  readonly team: Account | undefined;
  /** The owner cannot leave: they delete the team instead. */
  readonly owner: boolean;
  readonly leave: Action<[]>;
}

/** Leaving the active team. */
export const useLeaveTeam = ({ onDone }: Options = {}): LeaveTeamState => {
  const client = useHallpass();
  const active = useActiveAccount();
  const user = useUser();
  const team = active?.kind === 'team' ? active : undefined;
  const leave = useAction(async () => {
    if (!team) return;
    await client.members.leave({ account: team.id });
    onDone?.(team);
  });
  return { team, owner: team?.owner.user === user?.id, leave };
};

/** Leaving and deleting a team, without markup. */
export interface DangerZoneState extends LeaveTeamState {
  /** What deleting would do; read by `ask`. */
  readonly plan: Plan | undefined;
  readonly ask: Action<[]>;
  /** Deletes the team if its name is typed. */
  readonly deleteTeam: Action<[typedName: string]>;
}

/** Leaving and deleting the active team. */
export const useDangerZone = (options: Options = {}): DangerZoneState => {
  const client = useHallpass();
  const leaveTeam = useLeaveTeam(options);
  const { team } = leaveTeam;
  const [plan, setPlan] = useState<Plan>();
  const where = { account: team?.id };
  const ask = useAction(async () => setPlan(await client.accounts.revert({ dryRun: true }, where)));
  const deleteTeam = useAction(async (confirmName: string) => {
    await client.accounts.revert({ confirmName }, where);
    if (team) options.onDone?.(team);
  });
  return { ...leaveTeam, plan, ask, deleteTeam };
};

/** A button to leave the active team, with a confirmation. */
export function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & Options): ReactNode {
  const { t, name } = useWords(DANGER_WORDS, words);
  const state = useLeaveTeam(options);
  const [confirming, setConfirming] = useState(false);
  if (children) return children(state);
  const { team, owner, leave } = state;
  if (!team) return null;
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

/** Buttons to leave or delete the active team, with confirmations. */
export function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & Options): ReactNode {
  const { t, name } = useWords(DANGER_WORDS, words);
  const state = useDangerZone(options);
  const [confirming, setConfirming] = useState(false);
  if (children) return children(state);
  const { team, owner } = state;
  if (!team) return null;
  return (
    <section {...rootProps('danger-zone', className)} aria-label={t.danger}>
      <h2 {...partProps('title')}>{t.danger}</h2>
      {!owner && <LeaveTeam words={words} {...options} />}
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
