import type { ReactNode } from 'react';
import { lazyScreen } from './lazy-screen.tsx';
import type { Ready } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { type TransferOptions, type TransferState, useTransfer } from './use-transfer.ts';

const OfferScreen = lazyScreen(SCREENS, (screens) => screens.TransferOfferScreen);
const OwnershipScreen = lazyScreen(SCREENS, (screens) => screens.TransferOwnershipScreen);

/** Props of `TransferOwnership` and `TransferOffer`. */
export interface TransferProps extends TransferOptions, Ready<TransferState> {}

/** For the owner of the active team: a button to offer a member the ownership, or the open offer. Renders nothing for others. */
export function TransferOwnership({ className, words, children, ...options }: TransferProps): ReactNode {
  const state = useTransfer(options);
  if (children) return children(state);
  return state.as === 'owner' && state.team && <OwnershipScreen {...{ state, team: state.team, className, words }} />;
}

/** The ownership of the active team that the user is offered, with buttons to accept and decline. Renders nothing without an offer. */
export function TransferOffer({ className, words, children, ...options }: TransferProps): ReactNode {
  const state = useTransfer(options);
  if (children) return children(state);
  const { team, offer } = state;
  return state.as === 'recipient' && team && offer && <OfferScreen {...{ state, team, offer, className, words }} />;
}
