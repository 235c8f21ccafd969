import type { ReactNode } from 'react';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { type ConvertToTeamOptions, type ConvertToTeamState, useConvertToTeam } from './use-convert-to-team.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.ConvertToTeamScreen);

/** Props of `ConvertToTeam`. */
export interface ConvertToTeamProps extends ConvertToTeamOptions, Ready<ConvertToTeamState> {}

/** A button to convert the personal account to a team, with a dialog for the team's name. Renders nothing in a team. */
export function ConvertToTeam({ className, words, children, ...options }: ConvertToTeamProps): ReactNode {
  const state = useConvertToTeam(options);
  if (children) return children(state);
  return state.account && <Screen {...{ convert: state.convert, className, words }} />;
}
