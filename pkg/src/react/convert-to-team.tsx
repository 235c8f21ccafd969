import type { ReactNode } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Account } from '../types.ts';
import { lazyScreen } from './lazy-screen.tsx';
import { type Action, useAction } from './use-action.ts';
import type { Ready } from './parts.tsx';
import { useCan } from './permissions.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';

const Screen = lazyScreen((screens) => screens.ConvertToTeamScreen);

interface Options {
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
export const useConvertToTeam = ({ onConverted }: Options = {}): ConvertToTeamState => {
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

/** Props of `ConvertToTeam`. */
export interface ConvertToTeamProps extends Options, Ready<ConvertToTeamState> {}

/** A button to convert the personal account to a team, with a dialog for the team's name. Renders nothing in a team. */
export function ConvertToTeam({ className, words, children, ...options }: ConvertToTeamProps): ReactNode {
  const state = useConvertToTeam(options);
  if (children) return children(state);
  return state.account && <Screen {...{ convert: state.convert, className, words }} />;
}
