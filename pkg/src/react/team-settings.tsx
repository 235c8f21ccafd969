import type { ReactNode } from 'react';
import { TeamSettingsScreen } from './team-settings-screen.tsx';
import { type TeamSettingsProps, useTeamSettings } from './use-team-settings.ts';

/**
 * The settings page of the active account: its name, members, pending invites, ownership, and leaving or deleting the team. A
 * personal account has its name, and a way to convert it.
 */
export function TeamSettings({ children, ...props }: TeamSettingsProps): ReactNode {
  const state = useTeamSettings();
  if (children) return children(state);
  const { account } = state;
  // Another account's settings start over: nothing that was typed stays.
  return account && <TeamSettingsScreen key={`${account.id} ${account.kind}`} {...props} state={state} account={account} />;
}
