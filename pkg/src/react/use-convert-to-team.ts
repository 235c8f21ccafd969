import { REQUIRED } from '../generated.ts';
import type { Account } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { useCan } from './permissions.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';

/** What to call afterwards. */
export interface ConvertToTeamOptions {
  /** Called with the team; it is the active account already. */
  readonly onConverted?: ((team: Account) => void) | undefined;
}

/** Converting the personal account to a team, without markup. */
export interface ConvertToTeamState {
  /** The active account, if it is a personal one that the user may convert. */
  readonly account: Account | undefined;
  readonly convert: Action<[name: string]>;
}

/** Converting the active account, if it is personal, to a team: it keeps its id and everything in it. */
export const useConvertToTeam = ({ onConverted }: ConvertToTeamOptions = {}): ConvertToTeamState => {
  const client = useHallpass();
  const active = useActiveAccount();
  const mayManage = useCan(REQUIRED.teamManage);
  const account = active?.kind === 'personal' && mayManage ? active : undefined;
  const convert = useAction(async (name: string) => {
    if (!account) return;
    onConverted?.(await client.accounts.convert({ name: name.trim() }, { account: account.id }));
  });
  return { account, convert };
};
