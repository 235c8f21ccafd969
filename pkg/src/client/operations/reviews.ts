import type { Reviews } from '../../types.ts';
import { LazyPart } from '../lazy-part.ts';
import type { Services } from '../services.ts';

/** `client.reviews`. */
export const createReviews = (services: Services): Reviews => {
  const requests = new LazyPart(async () => (await import('./review-requests.ts')).createReviewRequests(services), services.messages, () => services.requests.noteAccount());
  return requests.methods('list', 'open', 'read', 'export', 'decide', 'close', 'summary');
};
