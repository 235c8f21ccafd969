import type { Account, Invite, Policy } from 'hallpass';
import { useInviteEditForm } from 'hallpass/react';

import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { InviteFields, LIFETIMES } from './invite-dialog.tsx';
import { isAboutLimits, LinkLimits, recipientOf } from './link-limits.tsx';

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly invite: Invite;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const EDITED_LIFETIMES = [{ value: '-1', label: 'Unchanged' }, ...LIFETIMES];

/** Edits a pending invite. Its link stays the same. */
export function EditInvite({ account, policy, invite, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  const { draft, edit, access, submit } = useInviteEditForm({
    account: account.id,
    invite,
    onSaved() {
      showToast({ text: 'Invite updated', icon: 'mail' });
      onDone();
    },
  });
  return (
    <Dialog title={`Edit the invite for ${recipientOf(invite)}`} wide onClose={onClose}>
      <p className="muted">The link stays the same. You become the person who invited them.</p>
      <Form onSubmit={() => void submit.run()}>
        {invite.email === undefined && <LinkLimits draft={draft} edit={edit} error={submit.error} uses={invite.uses ?? 0} />}
        <InviteFields
          account={account}
          policy={policy}
          draft={draft}
          edit={edit}
          access={access}
          error={submit.error}
          lifetimes={EDITED_LIFETIMES}
        />
        {!isAboutLimits(submit.error) && <Problem error={submit.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={submit.busy}>
            Save
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
