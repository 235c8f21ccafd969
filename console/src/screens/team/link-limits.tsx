import { HallpassError, LIMITS } from 'hallpass';
import type { Invite } from 'hallpass';
import type { InviteFormState } from 'hallpass/react';

import { Field } from '../../ui/field.tsx';
import { language, useFormats, useWords } from '../../words/language.ts';

interface Props extends Pick<InviteFormState, 'draft' | 'edit'> {
  /** The error of the form. */
  readonly error: unknown;
  /** How many people have joined by the link already. */
  readonly uses: number;
}

/** How many people can join by a link, and the domains of their addresses. */
export function LinkLimits({ draft: { maxUses, domains }, edit, error, uses }: Props) {
  const least = Math.max(uses, 1);
  const { hallpass, invites: t } = useWords();
  const { number } = useFormats();
  return (
    <>
      <Field
        label={hallpass.maxUses}
        type="number"
        required
        min={least}
        max={LIMITS.maxUses}
        autoComplete="off"
        hint={uses > 0 ? t.joinedAlready(uses) : t.numberAbout}
        wrong={isWrong(error, 'maxUses') ? t.numberWrong(number(least), number(LIMITS.maxUses)) : undefined}
        // An emptied field is not shown as 0.
        value={maxUses || ''}
        onText={(text) => edit({ maxUses: Number(text) })}
      />
      <Field
        label={t.domains}
        autoComplete="off"
        placeholder={t.domainsExample}
        hint={hallpass.domainsAbout}
        wrong={isWrong(error, 'domains') ? hallpass.domainsWrong : undefined}
        value={domains}
        onText={(typed) => edit({ domains: typed })}
      />
    </>
  );
}

const isWrong = (error: unknown, name: string): boolean =>
  error instanceof HallpassError && error.errors?.some(({ field }) => field === name) === true;

/** Whether an error is shown at these fields. */
export const isAboutLimits = (error: unknown): boolean => isWrong(error, 'maxUses') || isWrong(error, 'domains');

/** Whom an invite is for, in a sentence. */
export const recipientOf = ({ email, domains }: Invite): string => {
  const { words: { invites: t }, formats } = language();
  return email ?? (domains ? t.anyoneAt(formats.either(domains)) : t.anyoneWithLink);
};
