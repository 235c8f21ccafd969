//! When a call to another object is tried again.

/// The longest time between two attempts, in seconds.
pub(super) const MAX_RETRY_SECONDS: i64 = 60;

/// Seconds until the next attempt: 1, 2, 4 … 60.
pub(super) fn retry_seconds(attempts: u32) -> i64 {
    1_i64
        .checked_shl(attempts.min(6))
        .map_or(MAX_RETRY_SECONDS, |wait| wait.min(MAX_RETRY_SECONDS))
}
