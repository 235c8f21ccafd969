import { HallpassError, LIMITS } from 'hallpass';
import type { Account, InviteWithLink, Policy } from 'hallpass';
import { useInviteForm } from 'hallpass/react';
import type { InviteFormState } from 'hallpass/react';
import { useState } from 'react';

import { AccessPicker } from '../../ui/access-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { InviteProjects } from './invite-projects.tsx';
import { isAboutLimits, LinkLimits } from './link-limits.tsx';

/** How long an invite's link works. */
export const LIFETIMES = [
  { value: '0', label: 'Never' },
  { value: '1', label: 'After 1 day' },
  { value: '7', label: 'After 7 days' },
  { value: '30', label: 'After 30 days' },
];

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly onClose: () => void;
  readonly onInvited: (made: InviteWithLink) => void;
}

/** Invites an email address with a role, or makes a link for several people. What is not mailed has a link to copy. */
export function InviteDialog({ account, policy, onClose, onInvited }: Props) {
  const [isLink, setIsLink] = useState(false);
  const { draft, edit, access, submit } = useInviteForm({
    account: account.id,
    onInvited,
  });
  return (
    <Dialog title="Invite new member" wide onClose={onClose}>
      <Form onSubmit={() => void submit.run()}>
        <Select
          label="Invite"
          value={isLink ? 'link' : 'address'}
          onText={(kind) => {
            setIsLink(kind === 'link');
            edit({ email: '' });
          }}
          options={[
            { value: 'address', label: 'One person, by email' },
            { value: 'link', label: 'Anyone with a link' },
          ]}
        />
        {isLink ? (
          <LinkLimits draft={draft} edit={edit} error={submit.error} uses={0} />
        ) : (
          <Field
            label="Email"
            type="email"
            required
            maxLength={LIMITS.addressCharacters}
            autoComplete="off"
            placeholder="colleague@example.com"
            hint="Only this verified email can join."
            wrong={wrongAddress(submit.error)}
            value={draft.email}
            onText={(email) => edit({ email })}
          />
        )}
        <InviteFields
          account={account}
          policy={policy}
          draft={draft}
          edit={edit}
          access={access}
          error={submit.error}
          lifetimes={LIFETIMES}
        />
        {wrongAddress(submit.error) === undefined && !isAboutLimits(submit.error) && <Problem error={submit.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={submit.busy}>
            {isLink ? 'Create link' : 'Create invite'}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** The fields of an invite but its address. */
export function InviteFields({ account, policy, draft, edit, access, error, lifetimes }: FieldsProps) {
  const { membershipDays } = draft;
  const memberships = MEMBERSHIPS_DAYS.includes(membershipDays) ? MEMBERSHIPS_DAYS : [...MEMBERSHIPS_DAYS, membershipDays];
  return (
    <>
      <AccessPicker policy={policy} choice={access} value={draft} />
      <InviteProjects account={account.id} draft={draft} edit={edit} error={error} />
      <Field
        label="Note"
        maxLength={LIMITS.noteCharacters}
        autoComplete="off"
        placeholder="Welcome to the team"
        value={draft.note}
        onText={(note) => edit({ note })}
      />
      <div className="form-pair">
        <Select
          label="Link expires"
          value={String(draft.days)}
          onText={(days) => edit({ days: Number(days) })}
          options={lifetimes}
        />
        <Select
          label="Membership ends"
          value={String(membershipDays)}
          onText={(days) => edit({ membershipDays: Number(days) })}
          options={memberships.map((days) => ({ value: String(days), label: membershipText(days) }))}
        />
      </div>
    </>
  );
}

interface FieldsProps extends Pick<InviteFormState, 'draft' | 'edit' | 'access'> {
  readonly account: Account;
  readonly policy: Policy;
  /** The error of the form. */
  readonly error: unknown;
  /** The offered lifetimes of the link. */
  readonly lifetimes: readonly { readonly value: string; readonly label: string }[];
}

const MEMBERSHIPS_DAYS = [0, 1, 7, 30, 90, 365];

const membershipText = (days: number): string => {
  if (days === 0) return 'Never';
  return days === 1 ? 'After 1 day' : `After ${days} days`;
};

/** How long memberships last. */
export const MEMBERSHIPS = MEMBERSHIPS_DAYS.map((days) => ({ value: String(days), label: membershipText(days) }));

const wrongAddress = (error: unknown): string | undefined => {
  if (!(error instanceof HallpassError)) return undefined;
  if (error.code === 'already_invited')
    return 'This email already has a pending invite. Find it under Invites.';
  if (error.code === 'already_member') return 'Someone with this email is already in the team.';
  return error.errors?.some(({ field }) => field === 'email') ? "This isn't an email address." : undefined;
};
