import type { AcceptInvite } from 'hallpass';
import { CUSTOM } from 'hallpass/react';

import { permissionTitle, usePolicy, useRole } from '../../hooks/state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { eitherOf } from '../../ui/list-of.ts';
import { Avatar } from '../../ui/small.tsx';

const accessTitle = (role: string, title: string): string => (role === CUSTOM ? 'Custom permissions' : title);

/** The masked address that an invite is for, or the domains that an address is needed of; `undefined` if any address will do. */
export const recipientOf = ({ hint, domains }: Pick<AcceptInvite, 'hint' | 'domains'>): string | undefined => {
  if (domains && domains.length > 0) return `an email at ${eitherOf(domains)}`;
  return hint?.startsWith('@') ? `an email at ${hint.slice(1)}` : hint;
};

/** The invite's team, role and inviter, from claims that were verified in this page. */
export function InviteFacts({ invite }: { invite: AcceptInvite }) {
  const policy = usePolicy();
  const role = useRole(invite.role);
  const recipient = recipientOf(invite);
  const titles = invite.permissionTitles ?? role?.permissions.map((name) => permissionTitle(policy, name)) ?? [];
  return (
    <div className="join-facts">
      <Avatar name={invite.account.name} seed={invite.account.id} square size={56} />
      <h1 className="join-title">Join {invite.account.name}</h1>
      <p className="join-from">
        <strong>{invite.inviter.name}</strong> invited you to the team.
      </p>
      <dl className="facts">
        <div>
          <dt>Your role</dt>
          <dd>{accessTitle(invite.role, role?.title ?? invite.roleTitle ?? invite.role)}</dd>
        </div>
        {recipient && (
          <div>
            <dt>For</dt>
            <dd>{recipient}</dd>
          </div>
        )}
        {invite.projects && invite.projects.length > 0 && (
          <div>
            <dt>Projects</dt>
            <dd>
              <ul>
                {invite.projects.map((granted) => (
                  <li key={granted.project}>
                    {granted.name} ({accessTitle(granted.role, granted.roleTitle)})
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
      {titles.length > 0 && (
        <details className="join-details">
          <summary>What you'll be able to do</summary>
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
