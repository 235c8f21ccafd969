import { useDeferredValue, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import { useCan } from './permissions.ts';
import { type MembersState, useMembers } from './use-lists.ts';

/** The table, without markup. */
export interface MembersTableState extends MembersState {
  /** The search text as typed; the list follows. */
  readonly q: string;
  readonly setQ: (q: string) => void;
  /** Whether the user may manage members. */
  readonly manage: boolean;
}

/** The members of the active account, a search, and whether the user may manage them. */
export const useMembersTable = (): MembersTableState => {
  const [q, setQ] = useState('');
  const search = useDeferredValue(q.trim());
  const members = useMembers({ q: search || undefined });
  return { ...members, q, setQ, manage: useCan(REQUIRED.membersManage) };
};
