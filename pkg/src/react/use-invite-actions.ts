import { useState } from 'react';
import type { Invite } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import type { InvitesState } from './use-lists.ts';

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
