import type { ClientOptions } from '../../types.ts';
import type { Services } from '../services.ts';
import { createOwnData } from './own-data.ts';
import { createReviewRequests } from './review-requests.ts';
import { createTransferRequests } from './transfer-requests.ts';

/** The requests that few pages send: of access reviews, of transfers, and about what the edge has about the user. Loaded with the first one. */
export const createLaterRequests = (options: ClientOptions, services: Services) => ({
  ...createReviewRequests(services),
  ...createTransferRequests(services),
  ...createOwnData(options, services),
});
