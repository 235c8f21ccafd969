import { HallpassError, LIMITS } from 'hallpass';
import type { Account, Policy } from 'hallpass';
import { useState } from 'react';

import { client } from '../../client.ts';
import { useAction } from '../../hooks/action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { RolePicker } from '../../ui/role-picker.tsx';
import { useToasts } from '../../ui/toast.tsx';

const DAY_SECONDS = 86_400;
const LIFETIMES = [
  { value: '', label: 'Until used or revoked' },
  { value: String(DAY_SECONDS), label: 'For 1 day' },
  { value: String(7 * DAY_SECONDS), label: 'For 7 days' },
  { value: String(30 * DAY_SECONDS), label: 'For 30 days' },
];

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly onClose: () => void;
  /** Told the new invite's id. */
  readonly onInvited: (id: string) => void;
}

// One starts at the first role that is not the owner's.
const firstRole = ({ roles, ownerRole }: Policy): string =>
  roles.find(({ name }) => name !== ownerRole)?.name ?? ownerRole;

/** Invites somebody by address, with a role. No mail is sent: the link is passed on by hand. */
export function InviteDialog({ account, policy, onClose, onInvited }: Props) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(() => firstRole(policy));
  const [note, setNote] = useState('');
  const [life, setLife] = useState('');
  const { tell } = useToasts();
  const invite = useAction(async () => {
    const made = await client.invites.create(
      {
        email: email.trim(),
        role,
        ...(note.trim() && { note: note.trim() }),
        ...(life && { expiresIn: Number(life) }),
      },
      { account: account.id },
    );
    tell({
      text: `Invite for ${made.invite.email ?? email} created`,
      detail: 'Copy its link from Pending invites and pass it on.',
      icon: 'mail',
    });
    onInvited(made.invite.id);
  });
  return (
    <Dialog title="Invite new member" wide onClose={onClose}>
      <Form onSubmit={() => void invite.run()}>
        <Field
          label="E-mail address"
          type="email"
          required
          maxLength={LIMITS.addressCharacters}
          autoComplete="off"
          placeholder="colleague@example.com"
          hint="Only somebody who signs in with this address, verified, can join."
          wrong={wrongAddress(invite.error)}
          value={email}
          onText={(text) => {
            setEmail(text);
            invite.clear();
          }}
        />
        <RolePicker policy={policy} value={role} onRole={setRole} />
        <div className="form-pair">
          <Field
            label="Note"
            maxLength={LIMITS.noteCharacters}
            autoComplete="off"
            placeholder="Welcome to the team"
            value={note}
            onText={setNote}
          />
          <Select label="The link works" value={life} onText={setLife} options={LIFETIMES} />
        </div>
        {wrongAddress(invite.error) === undefined && <Problem error={invite.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={invite.busy}>
            Create invite
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

const wrongAddress = (error: unknown): string | undefined => {
  if (!(error instanceof HallpassError)) return undefined;
  if (error.code === 'already_invited')
    return 'This address has an open invite already. You find it under Pending invites.';
  if (error.code === 'already_member') return 'Somebody with this address is in the team already.';
  return error.errors?.some(({ field }) => field === 'email') ? 'This is not an e-mail address.' : undefined;
};
