/** What the dialogs of inviting and of editing an invite share. */

import type { ReactNode } from 'react';
import { LIMITS } from '../generated.ts';
import { AccessPickerScreen } from './access-picker-screen.tsx';
import { LinkLimitsFields } from './link-limits-fields.tsx';
import { Field, SelectField } from './parts.tsx';
import { ProjectFields } from './project-fields.tsx';
import { usePolicy } from './state.ts';
import type { InviteFormState } from './use-invite-form.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords, PENDING_WORDS } from './words.ts';

const WORDS = { ...INVITE_WORDS, ...PENDING_WORDS };
/** The offered durations of memberships, in days. */
export const MEMBERSHIPS_DAYS = [0, 1, 7, 30, 90, 365];

interface InviteFieldsProps extends Pick<InviteFormState, 'draft' | 'edit' | 'access'> {
  /** Default: the active one. */
  readonly account: string | undefined;
  /** The error of the form. */
  readonly error: unknown;
  readonly words: OwnWords | undefined;
  /** How many people have joined by the link already. */
  readonly uses?: number | undefined;
  /** The offered lifetimes of the link, in days; -1 for as long as before. */
  readonly lifetimes: readonly number[];
}

/** The fields of an invite but its address. */
export function InviteFields({ account, draft, edit, access, error, words, uses = 0, lifetimes }: InviteFieldsProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const hasProjects = usePolicy()?.projectOwnerRole !== undefined;
  const { membershipDays } = draft;
  const isLink = draft.email.trim() === '';
  const memberships = MEMBERSHIPS_DAYS.includes(membershipDays) ? MEMBERSHIPS_DAYS : [...MEMBERSHIPS_DAYS, membershipDays];
  return (
    <>
      {isLink && <LinkLimitsFields draft={draft} edit={edit} uses={uses} error={error} words={words} />}
      <AccessPickerScreen choice={access} value={draft} words={words} />
      {hasProjects && <ProjectFields account={account} value={draft.projects} onChange={(projects) => edit({ projects })} error={error} isLink={isLink} words={words} />}
      <Field label={t.note} maxLength={LIMITS.noteCharacters} value={draft.note} onText={(note) => edit({ note })} />
      <DaysField label={t.linkLives} value={draft.days} options={lifetimes} text={(days) => (days < 0 ? t.livesUnchanged : t.lives(days))} onDays={(days) => edit({ days })} />
      <DaysField label={t.membershipEnds} value={membershipDays} options={memberships} text={t.membershipLasts} onDays={(days) => edit({ membershipDays: days })} />
    </>
  );
}

interface DaysFieldProps {
  readonly label: string;
  readonly value: number;
  readonly options: readonly number[];
  readonly text: (days: number) => string;
  readonly onDays: (days: number) => void;
}

/** A choice between numbers of days. */
export function DaysField({ label, value, options, text, onDays }: DaysFieldProps) {
  const choices = options.map((days) => ({ value: `${days}`, text: text(days) }));
  return <SelectField label={label} value={`${value}`} options={choices} onValue={(days) => onDays(+days)} />;
}
