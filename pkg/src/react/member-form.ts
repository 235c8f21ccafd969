import { useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Member, MemberChanges } from '../types.ts';
import { type AccessChoice, type AccessDraft, assignmentOf, useAccessChoice } from './access.ts';

/** The fields of the form. */
export interface MemberDraft extends AccessDraft {
  /** The last day of the membership as `YYYY-MM-DD`, in the time zone of the browser; empty: it does not end. */
  readonly lastDay: string;
}

/** The form, without markup. */
export interface MemberFormState {
  readonly draft: MemberDraft;
  /** Changes fields. */
  edit(change: Partial<MemberDraft>): void;
  /** The choice between roles and a list of permissions. */
  readonly access: AccessChoice;
  /** What `members.update` is to change: only what differs from before. */
  readonly changes: MemberChanges;
}

interface Options {
  readonly member: Member;
  /** Default: the active one. */
  readonly account?: string | undefined;
}

/** A form to change what a member is given, and when their membership ends. */
export const useMemberForm = ({ member, account }: Options): MemberFormState => {
  const before: MemberDraft = { role: member.role, permissions: member.permissions ?? [], lastDay: lastDayOf(member.expiresAt) };
  const [draft, setDraft] = useState(before);
  const edit = (change: Partial<MemberDraft>): void => setDraft((current) => ({ ...current, ...change }));
  const access = useAccessChoice({ account, needs: REQUIRED.membersManage, value: draft, onChange: edit });
  const { role, permissions } = assignmentOf(draft);
  const isSameAccess = role === before.role && permissions?.join() === member.permissions?.join();
  const changes = {
    ...(!isSameAccess && assignmentOf(draft)),
    ...(draft.lastDay !== before.lastDay && { expiresAt: endOf(draft.lastDay) }),
  };
  return { draft, edit, access, changes };
};

/** The day within which a membership ends. */
const lastDayOf = (expiresAt: string | undefined): string => {
  if (expiresAt === undefined) return '';
  const last = new Date(Date.parse(expiresAt) - 1);
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  return `${last.getFullYear()}-${twoDigits(last.getMonth() + 1)}-${twoDigits(last.getDate())}`;
};

/** The end of a day: the first moment of the next one. */
const endOf = (day: string): string | null => {
  if (day === '') return null;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
};
