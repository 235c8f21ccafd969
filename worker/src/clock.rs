//! The Worker's one clock. Everything else is told the moment.
//!
//! Objects do not call this for a command: the moment comes with it. An alarm comes with none, so it asks here.

use hallpass_core::Timestamp;

/// The moment. Between two waits for input or output it may stand still.
#[expect(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    reason = "this is the file that reads the clock; it counts whole milliseconds, far below 2^53"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_milliseconds(js_sys::Date::now() as i64)
}
