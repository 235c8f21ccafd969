import type { ClosedReview, Page, Review, ReviewDetails, Reviews } from '../../types.ts';
import type { AccountPath } from '../account-requests.ts';
import { segment } from '../ids.ts';
import type { Services } from '../services.ts';

const reviewPath = (id: string): AccountPath => `/reviews/${segment('review', id)}`;

/** The requests of `client.reviews`. Loaded with the first one. */
export const createReviewRequests = ({ requests }: Services): Reviews => ({
  list: ({ account, ...query } = {}) => requests.read<Page<Review>>({ account }, '/reviews', query),
  open: (where) => requests.change<Review>(where, { method: 'POST', path: '/reviews' }),
  read: async (id, { account, ...query } = {}) => requests.read<ReviewDetails>({ account }, reviewPath(id), query),
  export: async (id, where) => requests.readText(where, reviewPath(id), { format: 'csv' }),
  decide: async (id, user, decision, where) =>
    requests.change<Review>(where, { method: 'POST', path: `${reviewPath(id)}/decisions`, body: { user, decision } }),
  close: async (id, where) => requests.change<ClosedReview>(where, { method: 'POST', path: `${reviewPath(id)}/close` }),
  summary: async (id, where) => requests.read<ClosedReview>(where, `${reviewPath(id)}/summary`),
});
