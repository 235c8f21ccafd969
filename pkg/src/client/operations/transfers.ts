import type { Transfers } from '../../types.ts';
import { LazyPart } from '../lazy-part.ts';
import type { Services } from '../services.ts';

/** `client.transfer`. */
export const createTransfers = (services: Services): Transfers => {
  const requests = new LazyPart(async () => (await import('./transfer-requests.ts')).createTransferRequests(services), services.messages, () => services.requests.noteAccount());
  return requests.methods('offer', 'withdraw', 'accept', 'decline');
};
