import type { AcceptInvite } from 'hallpass';
import { CUSTOM } from 'hallpass/react';

import { permissionTitle, usePolicy, useRole } from '../../hooks/state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Avatar } from '../../ui/small.tsx';
import { language, useWords, words } from '../../words/language.ts';

const accessTitle = (role: string, title: string): string => (role === CUSTOM ? words().hallpass.customRole : title);

/** The masked address that an invite is for, or the domains that an address is needed of; `undefined` if any address will do. */
export const recipientOf = ({ hint, domains }: Pick<AcceptInvite, 'hint' | 'domains'>): string | undefined => {
  const { words: { hallpass }, formats } = language();
  if (domains && domains.length > 0) return hallpass.addressAt(formats.either(domains));
  return hint?.startsWith('@') ? hallpass.addressAt(hint.slice(1)) : hint;
};

/** The invite's team, role and inviter, from claims that were verified in this page. */
export function InviteFacts({ invite }: { invite: AcceptInvite }) {
  const policy = usePolicy();
  const { hallpass, join: t } = useWords();
  const role = useRole(invite.role);
  const recipient = recipientOf(invite);
  const titles = invite.permissionTitles ?? role?.permissions.map((name) => permissionTitle(policy, name)) ?? [];
  return (
    <div className="join-facts">
      <Avatar name={invite.account.name} seed={invite.account.id} square size={56} />
      <h1 className="join-title">{hallpass.joinTitle(invite.account.name)}</h1>
      <p className="join-from">{t.invitedYou(<strong>{invite.inviter.name}</strong>)}</p>
      <dl className="facts">
        <div>
          <dt>{hallpass.yourRole}</dt>
          <dd>{accessTitle(invite.role, role?.title ?? invite.roleTitle ?? invite.role)}</dd>
        </div>
        {recipient && (
          <div>
            <dt>{hallpass.inviteFor}</dt>
            <dd>{recipient}</dd>
          </div>
        )}
        {invite.projects && invite.projects.length > 0 && (
          <div>
            <dt>{hallpass.projects}</dt>
            <dd>
              <ul>
                {invite.projects.map((granted) => (
                  <li key={granted.project}>{hallpass.projectAs(granted.name, accessTitle(granted.role, granted.roleTitle))}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
      {titles.length > 0 && (
        <details className="join-details">
          <summary>{t.ableTo}</summary>
          <ul className="ticks">
            {titles.map((title) => (
              <li key={title}>
                <Icon name="check" size={14} />
                {title}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
