/** Times and counts of the client. */

/** Attempts per request. */
export const MAX_ATTEMPTS = 3;
/** An attempt that has no response after this time fails. */
export const ATTEMPT_TIMEOUT_MS = 15_000;
/** A request fails if the edge asks to wait longer than this before the next attempt. */
export const MAX_RETRY_AFTER_SECONDS = 5;

/** A token that expires sooner than this is not handed out: it could expire on its way. */
export const TOKEN_MARGIN_MS = 2_000;
/** How long an account from `GET /v1/me` counts without being read again: two missed polls. */
export const LIST_LIFETIME_MS = 120_000;
/** How long the result of a change made here wins over lists, which may lag behind. */
export const OWN_CHANGE_LIFETIME_MS = 10_000;
/** How long an opened invite link is kept: one day. */
export const PENDING_INVITE_LIFETIME_MS = 86_400_000;

/** How often a visible tab reads `GET /v1/me`. */
export const POLL_MS = 60_000;
/** How often it does so while the edge cannot be reached. */
export const POLL_OFFLINE_MS = 10_000;
/** The longest pause between two looks at what is due. Timers stop while a machine sleeps; this bounds how late they fire. */
export const MAX_SLEEP_MS = 5_000;
/** The longest pause between two attempts to refresh a token. */
export const MAX_TOKEN_BACKOFF_MS = 30_000;
/** When the user returns to the page, data older than this is read again. */
export const REFRESH_ON_RETURN_MS = 10_000;
/** A return after less than this may be no return at all, as when a frame of the page had the focus. */
export const SHORT_ABSENCE_MS = 10_000;
/** How many such returns are followed by reading between two polls. */
export const MAX_SHORT_RETURNS = 3;
/** How often what other tabs report is followed. */
export const MIN_CHANGE_INTERVAL_MS = 1_000;

/** The most items that one page of a list can hold. */
export const MAX_PAGE_ITEMS = 200;
