//! Deadlines: nothing that another part must answer is waited for without end.

use core::future::Future;
use core::pin::pin;
use core::time::Duration;

use futures_util::future::{Either, select};
use hallpass_core::limits;
use worker::Delay;

/// How long a request's body may take to arrive.
pub(crate) const BODY: Duration = Duration::from_secs(limits::BODY_SECONDS);
/// How long an object may take to answer. One that panicked never does.
pub(crate) const OBJECT: Duration = Duration::from_secs(10);
/// How long an account may take to say whether a token still counts.
pub(crate) const EPOCHS: Duration = Duration::from_millis(500);
/// How long the caller's own index row may take to arrive before the reply goes out without it.
pub(crate) const OWN_ROW: Duration = Duration::from_millis(250);
/// How long a delivery from the outbox may take.
pub(crate) const DELIVERY: Duration = Duration::from_secs(5);
/// How long a provider may take to publish its keys.
pub(crate) const KEYS: Duration = Duration::from_secs(5);

/// What the future gives, if it does so in time. It is dropped otherwise; whether it had an effect is unknown.
pub(crate) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(Delay::from(limit))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}
