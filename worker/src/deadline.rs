//! Deadlines: every wait for another part of the system ends.

use core::future::Future;
use core::pin::pin;
use core::time::Duration;

use futures_util::future::{Either, select};
use hallpass_core::limits;
use worker::Delay;

/// How long a request's body may take to arrive.
pub(crate) const BODY: Duration = Duration::from_secs(limits::BODY_SECONDS);
/// How long an object may take to respond. One that panicked may never do.
pub(crate) const OBJECT: Duration = Duration::from_secs(10);
/// How long an account may take to return the epochs that a token is checked against.
pub(crate) const EPOCHS: Duration = Duration::from_millis(500);
/// How long the delivery of the caller's own rows in other objects may delay the response.
pub(crate) const OWN_ROW: Duration = Duration::from_millis(250);
/// How long the update of a former owner's list of accounts may delay the response.
pub(crate) const FORMER_OWNER: Duration = Duration::from_secs(1);
/// How long a delivery from the outbox may take.
pub(crate) const DELIVERY: Duration = Duration::from_secs(5);
/// How long a webhook's receiver may take to answer.
pub(crate) const WEBHOOK: Duration = Duration::from_secs(limits::WEBHOOK_SECONDS);
/// How long a provider may take to publish its keys.
pub(crate) const KEYS: Duration = Duration::from_secs(5);
/// How long the discovery of the origins with which people sign in may delay a page of the console.
pub(crate) const CONSOLE_PAGE: Duration = Duration::from_secs(3);
/// How long an attempt to send a mail may take.
pub(crate) const MAIL: Duration = Duration::from_secs(20);
/// How long a mail server may take to be told goodbye.
pub(crate) const GOODBYE: Duration = Duration::from_secs(1);

/// The future's output, or `None` after a timeout. The future is dropped then; whether it had an effect is unknown.
pub(crate) async fn within<T>(timeout: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(Delay::from(timeout))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}
