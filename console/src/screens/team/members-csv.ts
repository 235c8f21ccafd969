import type { Member } from 'hallpass';

import { client } from '../../client.ts';
import { readAll } from '../../hooks/projects.ts';
import { csvOf, saveFile } from '../../ui/save-file.ts';

const PAGE = 200;

/** What a member list is filtered by. */
export interface MembersFilter {
  readonly q?: string | undefined;
  readonly role?: string | undefined;
  readonly sort?: 'joined' | 'name' | 'lastSeen';
  readonly inactiveForDays?: number | undefined;
}

const HEADINGS = ['name', 'email', 'role', 'permissions', 'status', 'joinedAt', 'lastSeenOn', 'expiresAt', 'user'];

/** Saves all members that a filter finds as CSV, not only those that are loaded. Returns how many. */
export const saveMembers = async (account: string, filter: MembersFilter, titleOf: (role: string) => string): Promise<number> => {
  const members = await readAll<Member>((cursor) => client.members.list({ account, limit: PAGE, ...definedOf({ ...filter, cursor }) }));
  const rows = members.map(({ name, email, role, permissions, suspended, joinedAt, lastSeenOn, expiresAt, user }) => [
    name,
    email,
    titleOf(role),
    permissions?.join(' '),
    suspended ? 'suspended' : 'active',
    joinedAt,
    lastSeenOn,
    expiresAt,
    user,
  ]);
  saveFile('members.csv', csvOf([HEADINGS, ...rows]), 'text/csv');
  return members.length;
};

const definedOf = (query: MembersFilter & { cursor: string | undefined }) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
