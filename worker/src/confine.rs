//! A panic stays in the request that met it: the others of the isolate go on.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::InternalError;
use crate::http::ApiError;

/// What `work` gives; `unavailable` when it panicked. Nothing that it held is used again.
pub(crate) async fn confined<T>(
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let mut work = pin!(work);
    let panicked = || Poll::Ready(Err(InternalError::new("it panicked").into()));
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.unwrap_or_else(|_| panicked())
    })
    .await
}

/// What a test writes into a request to meet a panic.
#[cfg(feature = "dangerous-local-identity")]
pub(crate) const TRIGGER: &str = "dangerous-local-identity: panic";

/// Panics where the text holds [`TRIGGER`].
#[cfg(feature = "dangerous-local-identity")]
#[expect(clippy::panic, reason = "a test asks for it, and a release lacks it")]
pub(crate) fn panic_if_asked(text: &str) {
    if text.contains(TRIGGER) {
        panic!("a test asked for it");
    }
}
