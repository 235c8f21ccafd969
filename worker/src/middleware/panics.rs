//! Panic confinement: a panic fails its own request, and the isolate's other requests go on.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::InternalError;
use crate::http::ApiError;

/// The output of `future`; `unavailable` if it panics. None of its values is used again.
pub(crate) async fn confine_panics<T>(
    future: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let mut future = pin!(future);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(InternalError::new("it panicked").into())))
    })
    .await
}
