import type { Reviews } from '../../types.ts';
import { LazyPart } from '../lazy-part.ts';
import type { Services } from '../services.ts';

/** `client.reviews`. */
export const createReviews = (services: Services): Reviews => {
  const requests = new LazyPart(async () => (await import('./review-requests.ts')).createReviewRequests(services), services.messages);
  return {
    list: requests.method('list'),
    open: requests.method('open'),
    read: requests.method('read'),
    export: requests.method('export'),
    decide: requests.method('decide'),
    close: requests.method('close'),
    summary: requests.method('summary'),
  };
};
