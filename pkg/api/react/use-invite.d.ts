import type { AcceptFlow } from '../accept-types.ts';
/** Where an invitee is, and what can be done. No action rejects. */
export type InviteFlow = Omit<AcceptFlow, 'subscribe'>;
/**
 * The invite that this tab was opened with: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client: it joins once, however many components show it or are mounted twice.
 */
export declare const useInvite: () => InviteFlow;
