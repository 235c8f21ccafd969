/** The fields of a link invite that limit who can join by it. */

import type { ReactNode } from 'react';
import { LIMITS } from '../generated.ts';
import { Field, isFieldWrong } from './parts.tsx';
import type { InviteFormState } from './use-invite-form.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

interface LinkLimitsFieldsProps extends Pick<InviteFormState, 'draft' | 'edit'> {
  /** How many people have joined already. */
  readonly uses: number;
  /** The error of the form. */
  readonly error: unknown;
  readonly words: OwnWords | undefined;
}

/** How many people can join, and the domains of their addresses. */
export function LinkLimitsFields({ draft: { maxUses, domains }, edit, uses, error, words }: LinkLimitsFieldsProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const least = Math.max(uses, 1);
  return (
    <>
      <Field
        label={t.maxUses}
        about={t.maxUsesAbout(LIMITS.maxUses)}
        wrong={isFieldWrong(error, 'maxUses') ? t.maxUsesWrong(least, LIMITS.maxUses) : undefined}
        type="number"
        required
        min={least}
        max={LIMITS.maxUses}
        // An emptied field is not shown as 0.
        value={maxUses || ''}
        onText={(text) => edit({ maxUses: Number(text) })}
      />
      <Field
        label={t.domains}
        about={t.domainsAbout}
        wrong={isFieldWrong(error, 'domains') ? t.domainsWrong : undefined}
        placeholder="example.com"
        value={domains}
        onText={(typed) => edit({ domains: typed })}
      />
    </>
  );
}
