import type { ReactNode } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Account } from '../types.ts';
import { lazyScreen } from './lazy-screen.tsx';
import { useCan } from './permissions.ts';
import type { Ready } from './parts.tsx';
import { useActiveAccount } from './state.ts';
import { type AccessReviewState, useAccessReview } from './use-access-review.ts';
import { SCREENS } from './screens-module.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.AccessReviewScreen);

/**
 * The access review of the active team: who is a member, the least recently seen first, and what is decided about each of
 * them, by button or by key. For users who may manage members; renders nothing for others, and in a personal account.
 */
export function AccessReview(props: Ready<AccessReviewState>): ReactNode {
  const mayManage = useCan(REQUIRED.membersManage);
  const account = useActiveAccount();
  return mayManage && account?.kind === 'team' && <TeamReview key={account.id} account={account} {...props} />;
}

function TeamReview({ account, className, words, children }: Ready<AccessReviewState> & { account: Account }) {
  const state = useAccessReview();
  return children ? children(state) : <Screen {...{ state, account, className, words }} />;
}
