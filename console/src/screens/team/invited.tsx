import type { Invite } from 'hallpass';
import type { ReactNode } from 'react';

import { Icon } from '../../ui/icon.tsx';
import { useFormats, useWords } from '../../words/language.ts';
import { DeliveryText } from './delivery.tsx';
import { InvitedTo } from './invite-projects.tsx';

/** Whom an invite is for, and what became of its mail. `children` stands beside the latter. */
export function Invited({ invite, children }: { invite: Invite; children?: ReactNode }) {
  const { maxUses = 1, uses = 0 } = invite;
  const { hallpass, invites: t } = useWords();
  const { either } = useFormats();
  const name = invite.email ?? hallpass.anyone;
  return (
    <div className="person">
      <span className="round">
        <Icon name={invite.email ? 'mail' : 'link'} size={16} />
      </span>
      <div className="person-text">
        <span className="person-name" id={`invited-${invite.id}`} title={name} dir="auto">
          {name}
        </span>
        {invite.domains && <span className="person-detail">{t.onlyEmailsAt(either(invite.domains))}</span>}
        {maxUses > 1 && <span className="person-detail">{hallpass.uses(uses, maxUses)}</span>}
        {invite.projects && <InvitedTo grants={invite.projects} />}
        {invite.note && <span className="person-detail">{t.note(invite.note)}</span>}
        {invite.delivery && <DeliveryText delivery={invite.delivery}>{children}</DeliveryText>}
      </div>
    </div>
  );
}
