/** The form to invite someone, as it is shown. */

import type { ReactNode } from 'react';
import { LIMITS } from '../generated.ts';
import { InviteFields } from './invite-fields.tsx';
import { Confirm, Field, isFieldWrong } from './parts.tsx';
import type { InviteFormState } from './use-invite-form.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

/** The offered lifetimes of links, in days. */
export const LIFETIMES_DAYS = [0, 1, 7, 30];

interface InviteFormScreenProps {
  readonly form: InviteFormState;
  readonly account: string | undefined;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

/** The dialog with the form. */
export function InviteFormScreen({ form: { draft, edit, access, submit }, account, words, onClose }: InviteFormScreenProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  // The created invite is shown next, so the dialog stays open.
  const submitAndStay = async () => {
    await submit.run();
    return false;
  };
  return (
    <Confirm title={t.invite} label={t.createInvite} variant="primary" action={{ ...submit, run: submitAndStay }} onClose={onClose} words={words}>
      <Field
        label={t.email}
        about={t.emailAbout}
        wrong={isFieldWrong(submit.error, 'email') ? t.emailWrong : undefined}
        type="email"
        maxLength={LIMITS.addressCharacters}
        value={draft.email}
        onText={(email) => edit({ email })}
      />
      <InviteFields account={account} draft={draft} edit={edit} access={access} error={submit.error} words={words} lifetimes={LIFETIMES_DAYS} />
    </Confirm>
  );
}
