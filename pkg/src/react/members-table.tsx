import type { ReactNode } from 'react';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { type MembersTableState, useMembersTable } from './use-members-table.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.MembersTableScreen);

/** The members of the active account; for users who may manage them, with buttons to change a role and to remove. */
export function MembersTable({ className, words, children }: Ready<MembersTableState>): ReactNode {
  const state = useMembersTable();
  return children ? children(state) : <Screen {...{ state, className, words }} />;
}
