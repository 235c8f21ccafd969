//! Replies that wait for nothing are given at once: a promise, its task and its wake-up cost as much as a refusal.

use core::future::{Future, poll_fn};
use core::panic::AssertUnwindSafe;
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;

use futures_util::task::AtomicWaker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Whom to wake: nobody while a future is tried, the task that it becomes later on.
struct Handed(AtomicWaker);

impl Wake for Handed {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
}

/// What a future gives, where it has to wait for nothing; else a promise of it.
///
/// # Errors
/// What the future fails with, where it does so at once.
pub(crate) fn given(
    future: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Result<JsValue, JsValue> {
    let mut future = Box::pin(future);
    let handed = Arc::new(Handed(AtomicWaker::new()));
    let waker = Waker::from(Arc::clone(&handed));
    if let Poll::Ready(given) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        return given;
    }
    let rest = poll_fn(move |context| {
        handed.0.register(context.waker());
        future.as_mut().poll(&mut Context::from_waker(&waker))
    });
    Ok(future_to_promise(AssertUnwindSafe(rest)).into())
}
