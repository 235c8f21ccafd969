import { useEffect, useState } from 'react';
import type { Account, Plan } from '../types.ts';
import { type Action, useAction } from './action.ts';
import { Button, Confirm, Field, part, Problem, type Ready, root, Waiting } from './parts.tsx';
import { useHallpass } from './root.tsx';
import { useActiveAccount, useUser } from './state.ts';
import { DANGER_WORDS, type OwnWords, useWords } from './words.ts';

interface Options {
  /** Told after the membership, or the team, has ended; the tab works in another account by then. */
  readonly onDone?: ((account: Account) => void) | undefined;
}

/** Leaving without its markup. */
export interface LeaveTeamState {
  /** The active account, if it is a team. */
  readonly team: Account | undefined;
  /** The owner stays: a team is deleted instead. */
  readonly owner: boolean;
  readonly leave: Action<[]>;
}

/** Leaving the team that this tab works in. */
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

/** What ends the team, without its markup. */
export interface DangerZoneState extends LeaveTeamState {
  /** What deleting would do; read when `ask` is called. */
  readonly plan: Plan | undefined;
  readonly ask: Action<[]>;
  /** Deletes the team whose name is typed. */
  readonly deleteTeam: Action<[typedName: string]>;
}

/** Leaving and deleting the team that this tab works in. */
export const useDangerZone = (options: Options = {}): DangerZoneState => {
  const client = useHallpass();
  const leaving = useLeaveTeam(options);
  const { team } = leaving;
  const [plan, setPlan] = useState<Plan>();
  const where = { account: team?.id };
  const ask = useAction(async () => setPlan(await client.accounts.revert({ dryRun: true }, where)));
  const deleteTeam = useAction(async (confirmName: string) => {
    await client.accounts.revert({ confirmName }, where);
    if (team) options.onDone?.(team);
  });
  return { ...leaving, plan, ask, deleteTeam };
};

/** Leaves the team, once confirmed. */
export function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & Options) {
  const { say, name } = useWords(DANGER_WORDS, words);
  const state = useLeaveTeam(options);
  const [asking, setAsking] = useState(false);
  if (children) return children(state);
  const { team, owner, leave } = state;
  if (!team) return null;
  return (
    <div {...root('leave-team', className)}>
      <p>{owner ? say.ownerStays : say.leaveAbout}</p>
      <Button look="danger" off={owner} onClick={() => setAsking(true)}>
        {say.leave}
      </Button>
      {asking && (
        <Confirm title={say.leaveTitle(name(team.name))} label={say.leave} action={leave} onClose={() => setAsking(false)} words={words}>
          <p>{say.leaveAbout}</p>
        </Confirm>
      )}
    </div>
  );
}

/** What ends a membership, or the team. */
export function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & Options) {
  const { say, name } = useWords(DANGER_WORDS, words);
  const state = useDangerZone(options);
  const [asking, setAsking] = useState(false);
  if (children) return children(state);
  const { team, owner } = state;
  if (!team) return null;
  return (
    <section {...root('danger-zone', className)} aria-label={say.danger}>
      <h2 {...part('title')}>{say.danger}</h2>
      {!owner && <LeaveTeam words={words} {...options} />}
      <p>{owner ? say.deleteAbout : say.ownerOnly(name(team.owner.name))}</p>
      <Button look="danger" off={!owner} onClick={() => setAsking(true)}>
        {say.deleteTeam}
      </Button>
      {asking && <Delete state={state} team={team} words={words} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface DeleteProps {
  readonly state: DangerZoneState;
  readonly team: Account;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

function Delete({ state: { plan, ask, deleteTeam }, team, words, onClose }: DeleteProps) {
  const { say, name } = useWords(DANGER_WORDS, words);
  const [typed, setTyped] = useState('');
  const { run } = ask;
  useEffect(() => void run(), [run]);
  return (
    <Confirm
      title={say.deleteTitle(name(team.name))}
      label={say.deleteForGood}
      action={{ ...deleteTeam, run: () => deleteTeam.run(typed) }}
      off={!plan || !typed}
      onClose={onClose}
      words={words}
    >
      <Problem error={ask.error} retry={run} />
      {ask.busy && <Waiting />}
      {plan && (
        <ul>
          <li>{say.losing(plan.membersRemoved ?? 0)}</li>
          <li>{say.revoking(plan.invitesRevoked ?? 0)}</li>
          <li>{plan['becomes'] === 'personal' ? say.becomesPersonal : say.closesForGood}</li>
        </ul>
      )}
      <Field label={say.typeName} placeholder={team.name} required value={typed} onText={setTyped} />
    </Confirm>
  );
}
