import type { ReactNode } from 'react';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { type DangerZoneState, type LeaveTeamOptions, type LeaveTeamState, useDangerZone, useLeaveTeam } from './use-danger-zone.ts';

const LeaveTeamScreen = lazyScreen(SCREENS, (screens) => screens.LeaveTeamScreen);
const DangerZoneScreen = lazyScreen(SCREENS, (screens) => screens.DangerZoneScreen);

/** A button to leave the active team, with a confirmation. */
export function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & LeaveTeamOptions): ReactNode {
  const state = useLeaveTeam(options);
  if (children) return children(state);
  return state.team && <LeaveTeamScreen {...{ state, team: state.team, className, words }} />;
}

/** Buttons to leave or delete the active team, with confirmations. */
export function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & LeaveTeamOptions): ReactNode {
  const state = useDangerZone(options);
  if (children) return children(state);
  return state.team && <DangerZoneScreen {...{ state, team: state.team, className, words }} />;
}
