import type { ClosedReview } from 'hallpass';

import { saveFile } from '../../ui/save-file.ts';

/** Saves the signed summary of a review as a file. */
export const saveSummary = ({ review, summary }: ClosedReview): void =>
  saveFile(`access-review-${(review.closedAt ?? '').slice(0, 10)}.jwt`, summary, 'application/jwt');
