import type { AcceptInvite } from 'hallpass';

import { permissionTitle, usePolicy, useRole } from '../../hooks/state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Avatar } from '../../ui/small.tsx';

/** The invite's team, role and inviter, from claims that were verified in this page. */
export function InviteFacts({ invite }: { invite: AcceptInvite }) {
  const policy = usePolicy();
  const role = useRole(invite.role);
  return (
    <div className="join-facts">
      <Avatar name={invite.account.name} seed={invite.account.id} square size={56} />
      <h1 className="join-title">Join {invite.account.name}</h1>
      <p className="join-from">
        <strong>{invite.inviter.name}</strong> invites you to the team.
      </p>
      <dl className="facts">
        <div>
          <dt>Your role</dt>
          <dd>{role?.title ?? invite.roleTitle ?? invite.role}</dd>
        </div>
        {invite.hint && (
          <div>
            <dt>For</dt>
            <dd>{invite.hint}</dd>
          </div>
        )}
        {role && role.permissions.length > 0 && (
          <div>
            <dt>You may</dt>
            <dd>
              <ul className="ticks">
                {role.permissions.map((name) => (
                  <li key={name}>
                    <Icon name="check" size={14} />
                    {permissionTitle(policy, name)}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
