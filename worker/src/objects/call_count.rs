//! How many calls of objects a request makes, for its log line.

use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::pin;
use std::rc::Rc;

/// The number of calls that a request has made so far.
pub(crate) type CallCount = Rc<Cell<u32>>;

thread_local! {
    /// The count of the request whose future is being polled.
    static CURRENT: RefCell<Option<CallCount>> = const { RefCell::new(None) };
}

/// The output of `future`, whose calls of objects are counted. Requests take turns between polls, so each of them has its
/// own count while it is polled.
pub(crate) async fn count_calls<T>(count: &CallCount, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    poll_fn(|context| {
        let others = CURRENT.replace(Some(Rc::clone(count)));
        let polled = future.as_mut().poll(context);
        CURRENT.set(others);
        polled
    })
    .await
}

/// Counts a call, if it is made for a request.
pub(super) fn called() {
    CURRENT.with_borrow(|current| {
        if let Some(count) = current {
            count.set(count.get().saturating_add(1));
        }
    });
}
