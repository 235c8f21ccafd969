import { useState } from 'react';
import type { Account, Plan } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount, useUser } from './state.ts';

/** What to call afterwards. */
export interface LeaveTeamOptions {
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
export const useLeaveTeam = ({ onDone }: LeaveTeamOptions = {}): LeaveTeamState => {
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
export const useDangerZone = (options: LeaveTeamOptions = {}): DangerZoneState => {
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
