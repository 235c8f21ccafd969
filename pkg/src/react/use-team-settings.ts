import type { ReactNode } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Account } from '../types.ts';
import type { Ready } from './parts.tsx';
import { useCan } from './permissions.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';
import { type Action, useAction } from './use-action.ts';

/** The settings of the active account, without markup. */
export interface TeamSettingsState {
  readonly account: Account | undefined;
  /** Whether the user may rename it. */
  readonly mayRename: boolean;
  readonly mayInvite: boolean;
  readonly rename: Action<[name: string]>;
}

/** The settings of the active account: its name, and what the user may change. */
export const useTeamSettings = (): TeamSettingsState => {
  const client = useHallpass();
  const account = useActiveAccount();
  const rename = useAction(async (name: string) => {
    if (account) await client.accounts.update({ name: name.trim() }, { account: account.id });
  });
  return { account, mayRename: useCan(REQUIRED.teamManage), mayInvite: useCan(REQUIRED.membersInvite), rename };
};

/** Props of `TeamSettings`. */
export interface TeamSettingsProps extends Ready<TeamSettingsState> {
  /** Called after the user has left or deleted the team; another account is active by then. */
  readonly onDone?: ((account: Account) => void) | undefined;
  /** Called with the team after the user has converted their personal account. */
  readonly onConverted?: ((team: Account) => void) | undefined;
  /** Further sections, above the danger zone. */
  readonly more?: ReactNode;
}
