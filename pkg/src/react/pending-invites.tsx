import { type ReactNode, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Invite } from '../types.ts';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { useCan } from './permissions.ts';
import { useIsPersonal } from './state.ts';
import { type Action, useAction } from './use-action.ts';
import { type InvitesState, useInvites } from './use-lists.ts';

const Screen = lazyScreen((screens) => screens.PendingInvitesScreen);

/** What can be done with one pending invite. */
export interface InviteActions {
  /** Its link, once `showLink` has read it. */
  readonly link: string | undefined;
  readonly showLink: Action<[]>;
  /** `rotate`: creates a new link, and the old one stops working. */
  readonly resend: Action<[rotate: boolean]>;
  readonly revoke: Action<[]>;
}

/** The actions on one invite, without markup. */
export const useInviteActions = ({ id }: Invite, invites: InvitesState): InviteActions => {
  const [link, setLink] = useState<string>();
  const showLink = useAction(async () => setLink((await invites.link(id)).link));
  const resend = useAction(async (rotate: boolean) => setLink((await invites.resend(id, { rotate })).link));
  const revoke = useAction(async () => {
    await invites.revoke(id);
    await invites.reload();
  });
  return { link, showLink, resend, revoke };
};

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
