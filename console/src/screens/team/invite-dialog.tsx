import { HallpassError, LIMITS } from 'hallpass';
import type { Account, InviteWithLink, Policy } from 'hallpass';
import { useInviteForm } from 'hallpass/react';
import type { InviteFormState } from 'hallpass/react';
import { useRef, useState } from 'react';

import { AccessPicker } from '../../ui/access-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useWords, words } from '../../words/language.ts';
import { InviteProjects } from './invite-projects.tsx';
import { isAboutLimits, LinkLimits } from './link-limits.tsx';

/** How many days an invite's link can work; 0 is without end. */
export const LIFETIMES_DAYS = [0, 1, 7, 30];
/** How many days a membership can last; 0 is without end. */
export const MEMBERSHIPS_DAYS = [0, 1, 7, 30, 90, 365];

/** Numbers of days as the options of a select. */
export const daysOptions = (days: readonly number[], textOf: (days: number) => string) =>
  days.map((each) => ({ value: String(each), label: textOf(each) }));

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly onClose: () => void;
  readonly onInvited: (made: InviteWithLink) => void;
}

/** Invites an email address with a role, or makes a link for several people. What is not mailed has a link to copy. */
export function InviteDialog({ account, policy, onClose, onInvited }: Props) {
  const [isLink, setIsLink] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const { hallpass, invites: t } = useWords();
  const { draft, edit, access, submit } = useInviteForm({
    account: account.id,
    onInvited,
  });
  return (
    <Dialog title={hallpass.invite} wide initialFocus={email} onClose={onClose}>
      <Form onSubmit={() => void submit.run()}>
        <Select
          label={t.inviteKind}
          value={isLink ? 'link' : 'address'}
          onText={(kind) => {
            setIsLink(kind === 'link');
            edit({ email: '' });
          }}
          options={[
            { value: 'address', label: t.byEmail },
            { value: 'link', label: t.byLink },
          ]}
        />
        {isLink ? (
          <LinkLimits draft={draft} edit={edit} error={submit.error} uses={0} />
        ) : (
          <Field
            ref={email}
            label={hallpass.email}
            type="email"
            required
            maxLength={LIMITS.addressCharacters}
            autoComplete="off"
            placeholder={t.emailExample}
            hint={t.emailAbout}
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
          lifetimes={daysOptions(LIFETIMES_DAYS, hallpass.lives)}
        />
        {wrongAddress(submit.error) === undefined && !isAboutLimits(submit.error) && <Problem error={submit.error} />}
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={submit.busy}>
            {isLink ? t.createLink : hallpass.createInvite}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** The fields of an invite but its address. */
export function InviteFields({ account, policy, draft, edit, access, error, lifetimes }: FieldsProps) {
  const { hallpass, invites: t } = useWords();
  const { membershipDays } = draft;
  const memberships = MEMBERSHIPS_DAYS.includes(membershipDays) ? MEMBERSHIPS_DAYS : [...MEMBERSHIPS_DAYS, membershipDays];
  return (
    <>
      <AccessPicker policy={policy} choice={access} value={draft} />
      <InviteProjects account={account.id} draft={draft} edit={edit} error={error} />
      <Field
        label={t.noteField}
        maxLength={LIMITS.noteCharacters}
        autoComplete="off"
        placeholder={t.noteExample}
        value={draft.note}
        onText={(note) => edit({ note })}
      />
      <div className="form-pair">
        <Select
          label={hallpass.linkLives}
          value={String(draft.days)}
          onText={(days) => edit({ days: Number(days) })}
          options={lifetimes}
        />
        <Select
          label={hallpass.membershipEnds}
          value={String(membershipDays)}
          onText={(days) => edit({ membershipDays: Number(days) })}
          options={daysOptions(memberships, hallpass.membershipLasts)}
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

const wrongAddress = (error: unknown): string | undefined => {
  if (!(error instanceof HallpassError)) return undefined;
  const { invites: t } = words();
  if (error.code === 'already_invited') return t.alreadyInvited;
  if (error.code === 'already_member') return t.alreadyMember;
  return error.errors?.some(({ field }) => field === 'email') ? t.notAnEmail : undefined;
};
