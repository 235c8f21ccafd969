/** How long, how often and how many. All in one file of plain numbers, so that the build puts each where it is used. */

/** Attempts of one request. */
export const ATTEMPTS = 3;
/** One attempt without an answer is over after this time. */
export const TIMEOUT_MS = 15_000;
/** An edge that asks to wait longer is not waited for. */
export const LONGEST_WAIT_SECONDS = 5;

/** A token with less left than this is not handed out: it might end on its way. */
export const MARGIN_MS = 2_000;
/** How long a list stands without being read again: two missed readings. */
export const LIST_STANDS_MS = 120_000;
/** For how long what this client did itself outweighs a list that may lag. */
export const HOLD_MS = 10_000;
/** For how long an opened link is kept: a day. */
export const LINK_KEPT_MS = 86_400_000;

/** How often a visible tab reads who I am. */
export const LOOK_EVERY_MS = 60_000;
/** The same while the edge cannot be reached. */
export const LOOK_IN_VAIN_EVERY_MS = 10_000;
/** Longest nap. Timers stand still while a machine sleeps; this bounds how late they are. */
export const NAP_MS = 5_000;
/** Tokens that cannot be had are asked for this seldom at last. */
export const LONGEST_BACKOFF_MS = 30_000;
/** Somebody who comes back to the page sees what is read again, at most this often. */
export const RETURN_EVERY_MS = 10_000;

/** As many as one page of a list holds. */
export const PAGE = 200;
