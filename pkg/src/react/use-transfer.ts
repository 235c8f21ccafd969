import type { Account, Transfer } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount, useUser } from './state.ts';

/** What to call afterwards. */
export interface TransferOptions {
  /** Called with the team after its ownership was offered, withdrawn, accepted or declined. */
  readonly onDone?: ((team: Account) => void) | undefined;
}

/** The transfer of a team's ownership, without markup. */
export interface TransferState {
  /** The active account, if it is a team. */
  readonly team: Account | undefined;
  /** The open offer, if the user is the owner or the member whom it is for. */
  readonly offer: Transfer | undefined;
  /** What the user is to the transfer; `undefined` for a member whom it does not concern. */
  readonly as: 'owner' | 'recipient' | undefined;
  /** Offers a member the ownership if the team's name is typed. */
  readonly make: Action<[user: string, typedName: string]>;
  readonly withdraw: Action<[]>;
  readonly accept: Action<[]>;
  readonly decline: Action<[]>;
}

/** The transfer of the active team's ownership. */
export const useTransfer = ({ onDone }: TransferOptions = {}): TransferState => {
  const client = useHallpass();
  const active = useActiveAccount();
  const user = useUser();
  const team = active?.kind === 'team' ? active : undefined;
  const offer = team?.transfer;
  const where = { account: team?.id };
  const done = (changed: Account): void => onDone?.(changed);
  return {
    team,
    offer,
    as: roleIn(team, user?.id),
    make: useAction(async (to: string, confirmName: string) => done(await client.transfer.offer(to, { confirmName }, where))),
    withdraw: useAction(async () => done(await client.transfer.withdraw(where))),
    accept: useAction(async () => done(await client.transfer.accept(where))),
    decline: useAction(async () => done(await client.transfer.decline(where))),
  };
};

const roleIn = (team: Account | undefined, user: string | undefined): TransferState['as'] => {
  if (!team || user === undefined) return undefined;
  if (team.owner.user === user) return 'owner';
  return team.transfer?.to.user === user ? 'recipient' : undefined;
};
