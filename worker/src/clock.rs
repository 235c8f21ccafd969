//! The Worker's only clock. All other code takes the time as an argument.
//!
//! Objects do not call this for a command, which brings its time along. An alarm brings none, so it reads the clock.

use hallpass_core::Timestamp;

/// The current time. On Cloudflare it stands still between two waits for I/O.
#[expect(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    reason = "this is the file that reads the clock; it counts whole milliseconds, far below 2^53"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_milliseconds(js_sys::Date::now() as i64)
}
