import type { ReactNode } from 'react';
import { REQUIRED } from '../generated.ts';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { useCan } from './permissions.ts';
import { useIsPersonal } from './state.ts';
import { type InvitesState, useInvites } from './use-lists.ts';
import { SCREENS } from './screens-module.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.PendingInvitesScreen);

/** Props of `PendingInvites`. */
export interface PendingInvitesProps extends Ready<InvitesState> {
  /** Default: the active one. */
  readonly account?: string;
}

/** The pending invites of an account, with buttons to copy the link, resend and revoke. Renders nothing for users who may not invite, or in a personal account. */
export function PendingInvites(props: PendingInvitesProps): ReactNode {
  const mayInvite = useCan(REQUIRED.membersInvite, { account: props.account });
  const isPersonal = useIsPersonal(props.account);
  return mayInvite && !isPersonal && <PendingInvitesList {...props} />;
}

function PendingInvitesList({ account, className, words, children }: PendingInvitesProps) {
  const invites = useInvites({ account, status: 'pending' });
  return children ? children(invites) : <Screen {...{ invites, className, words }} />;
}
