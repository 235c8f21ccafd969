import { HallpassError, LIMITS } from 'hallpass';
import type { Invite } from 'hallpass';
import type { InviteFormState } from 'hallpass/react';

import { Field } from '../../ui/field.tsx';
import { eitherOf } from '../../ui/list-of.ts';

interface Props extends Pick<InviteFormState, 'draft' | 'edit'> {
  /** The error of the form. */
  readonly error: unknown;
  /** How many people have joined by the link already. */
  readonly uses: number;
}

/** How many people can join by a link, and the domains of their addresses. */
export function LinkLimits({ draft: { maxUses, domains }, edit, error, uses }: Props) {
  const least = Math.max(uses, 1);
  const range = `from ${least} to ${LIMITS.maxUses.toLocaleString('en')}`;
  return (
    <>
      <Field
        label="Number of people"
        type="number"
        required
        min={least}
        max={LIMITS.maxUses}
        autoComplete="off"
        hint={uses > 0 ? `${people(uses)} already joined.` : 'How many people can join with this link.'}
        wrong={isWrong(error, 'maxUses') ? `Enter a number ${range}.` : undefined}
        // An emptied field is not shown as 0.
        value={maxUses || ''}
        onText={(text) => edit({ maxUses: Number(text) })}
      />
      <Field
        label="Email domains"
        autoComplete="off"
        placeholder="example.com"
        hint="Only verified emails at these domains can join. Separate them with commas."
        wrong={isWrong(error, 'domains') ? 'Enter domains such as example.com, separated by commas.' : undefined}
        value={domains}
        onText={(typed) => edit({ domains: typed })}
      />
    </>
  );
}

const people = (count: number): string => (count === 1 ? '1 person has' : `${count} people have`);

const isWrong = (error: unknown, name: string): boolean =>
  error instanceof HallpassError && error.errors?.some(({ field }) => field === name) === true;

/** Whether an error is shown at these fields. */
export const isAboutLimits = (error: unknown): boolean => isWrong(error, 'maxUses') || isWrong(error, 'domains');

/** Whom an invite is for, in a sentence. */
export const recipientOf = ({ email, domains }: Invite): string =>
  email ?? (domains ? `anyone at ${eitherOf(domains)} with the link` : 'anyone with the link');
