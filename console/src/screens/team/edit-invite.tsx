import type { Account, Invite, Policy } from 'hallpass';
import { useInviteEditForm } from 'hallpass/react';

import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { daysOptions, InviteFields, LIFETIMES_DAYS } from './invite-dialog.tsx';
import { isAboutLimits, LinkLimits, recipientOf } from './link-limits.tsx';

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly invite: Invite;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Edits a pending invite. Its link stays the same. */
export function EditInvite({ account, policy, invite, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  const { hallpass, invites: t } = useWords();
  const { draft, edit, access, submit } = useInviteEditForm({
    account: account.id,
    invite,
    onSaved() {
      showToast({ text: t.updated, icon: 'mail' });
      onDone();
    },
  });
  return (
    <Dialog title={hallpass.editTitle(recipientOf(invite))} wide onClose={onClose}>
      <p className="muted">{t.editAbout}</p>
      <Form onSubmit={() => void submit.run()}>
        {invite.email === undefined && <LinkLimits draft={draft} edit={edit} error={submit.error} uses={invite.uses ?? 0} />}
        <InviteFields
          account={account}
          policy={policy}
          draft={draft}
          edit={edit}
          access={access}
          error={submit.error}
          lifetimes={[{ value: '-1', label: t.unchanged }, ...daysOptions(LIFETIMES_DAYS, hallpass.lives)]}
        />
        {!isAboutLimits(submit.error) && <Problem error={submit.error} />}
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={submit.busy}>
            {hallpass.saveInvite}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
