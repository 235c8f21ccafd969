/** The JSON of access reviews. */

/** What is decided about a member in an access review. It is recorded only: change or remove the member as well. */
export type ReviewDecision = 'keep' | 'changed' | 'removed';

/** An access review: of those who were members when it was opened. */
export interface Review {
  /** `rev_` and 22 characters. */
  readonly id: string;
  /** The account's id. */
  readonly account: string;
  /** The id of a user or a service. */
  readonly openedBy: string;
  readonly openedAt: string;
  /** The number of the audit event that opened it. */
  readonly seq: number;
  readonly status: 'open' | 'closed';
  readonly closedAt?: string;
  readonly counts: ReviewCounts;
}

/** How many members a review covers: `total` is the sum of the others. */
export interface ReviewCounts {
  readonly total: number;
  readonly kept: number;
  readonly changed: number;
  readonly removed: number;
  /** Who left before anything was decided about them. */
  readonly gone: number;
  readonly undecided: number;
}

/** A member under review, as they are now. */
export interface ReviewItem {
  readonly user: string;
  readonly name: string;
  readonly email?: string;
  /** Absent for former members. */
  readonly role?: string;
  /** The list of permissions, with the role `custom`. */
  readonly permissions?: readonly string[];
  readonly lastSeenOn?: string;
  /** Absent while nothing is decided. */
  readonly decision?: ReviewDecision | 'gone';
  /** The id of a user or a service. */
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

/** A closed review and its signed summary. */
export interface ClosedReview {
  readonly review: Review;
  /** A `review+jwt` with the counts and the ids of the users. `npx hallpass verify-review` verifies it. */
  readonly summary: string;
}
