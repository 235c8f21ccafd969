import type { ReactNode } from 'react';
import { lazyScreen } from './lazy-screen.tsx';
import { type Ready, rootProps } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { type MembersTableState, useMembersTable } from './use-members-table.ts';
import { useWords } from './use-words.ts';
import { MEMBERS_WORDS } from './words.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.MembersTableScreen);

/** The members of the active account; for users who may manage them, with buttons to change a role and to remove. */
export function MembersTable({ className, words, children }: Ready<MembersTableState>): ReactNode {
  const { t } = useWords(MEMBERS_WORDS, words);
  const state = useMembersTable();
  if (children) return children(state);
  return (
    <section {...rootProps('members-table', className)} aria-label={t.members}>
      <Screen {...{ state, words }} />
    </section>
  );
}
