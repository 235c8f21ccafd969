//! Upgraded connections. The gate passes messages on in both directions, and closes both sides when the membership that the
//! connection was opened with has ended.

use core::pin::pin;
use core::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use futures_util::stream;
use hallpass_core::Code;
use hallpass_core::freshness::Freshness;
use wasm_bindgen::JsCast as _;
use worker::{Delay, Env, WebSocket, WebSocketPair, WebsocketEvent, web_sys};

use crate::clock;
use crate::error::InternalError;
use crate::log;
use crate::member::Bearer;

/// How long after a check the membership is checked again.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);
/// How long after a check that failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// How old the last successful check may be: a connection ends within 15 s of its membership.
const CHECK_MAX_AGE_MILLISECONDS: i64 = 13_000;
/// How long both sides may take to confirm that they are closed.
const CLOSING: Duration = Duration::from_secs(5);

/// RFC 6455 §7.4.1: the other side has gone away.
const GOING_AWAY: u16 = 1001;
/// There was no code in the close frame; it is never sent.
const NO_CODE: u16 = 1005;
/// There was no close frame; it is never sent.
const ABNORMAL: u16 = 1006;
/// The membership has ended, or cannot be checked. The reason is a code of the API.
const POLICY_VIOLATION: u16 = 1008;
/// The registered code of gateways: the origin broke the connection off.
const BAD_GATEWAY: u16 = 1014;

/// Which side of the gate a message comes from.
#[derive(Clone, Copy)]
enum Side {
    Caller,
    Origin,
}

/// Both ends of an upgraded connection.
pub(super) struct Relay {
    caller: WebSocket,
    origin: WebSocket,
}

impl Relay {
    /// Begins to relay for the origin's socket. Returns the caller's socket with it.
    ///
    /// # Errors
    /// When the platform refuses a socket.
    pub(super) fn of(origin: WebSocket) -> Result<(Self, WebSocket), InternalError> {
        let WebSocketPair { client, server } = WebSocketPair::new()?;
        for socket in [&server, &origin] {
            let socket: &web_sys::WebSocket = socket.as_ref();
            socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        }
        let relay = Self {
            caller: server,
            origin,
        };
        Ok((relay, client))
    }

    /// Passes messages on until one side closes, or the bearer's membership ends.
    pub(super) async fn run(self, env: Env, bearer: Bearer, freshness: Freshness) {
        if let Err(error) = self.pass_messages(&env, &bearer, freshness).await {
            log::failed("socket", error);
        }
    }

    async fn pass_messages(
        &self,
        env: &Env,
        bearer: &Bearer,
        freshness: Freshness,
    ) -> Result<(), InternalError> {
        let caller = self.caller.events()?.map(|event| (Side::Caller, event));
        let origin = self.origin.events()?.map(|event| (Side::Origin, event));
        let mut events = stream::select(caller, origin);
        self.caller.accept()?;
        self.origin.accept()?;
        let mut end = pin!(membership_end(env, bearer, freshness));
        loop {
            match select(events.next(), end.as_mut()).await {
                Either::Left((Some((from, event)), _)) => {
                    if self.pass_on(from, event)? {
                        break;
                    }
                }
                Either::Left((None, _)) => break,
                Either::Right((code, _)) => {
                    for socket in [&self.caller, &self.origin] {
                        socket.close(Some(POLICY_VIOLATION), Some(code.as_str()))?;
                    }
                    break;
                }
            }
        }
        // Until both sides have confirmed: the platform may drop what is still to be sent when this ends.
        let both_closed = async {
            let is_close = |(_, event): &(Side, worker::Result<WebsocketEvent>)| {
                !matches!(event, Ok(WebsocketEvent::Message(_)))
            };
            let closed = events.filter(|event| core::future::ready(is_close(event)));
            closed.take(1).for_each(|_| core::future::ready(())).await;
        };
        select(pin!(both_closed), pin!(Delay::from(CLOSING))).await;
        Ok(())
    }

    /// Passes one event on to the other side. Returns whether it was the last.
    fn pass_on(
        &self,
        from: Side,
        event: worker::Result<WebsocketEvent>,
    ) -> Result<bool, InternalError> {
        let (to, broken) = match from {
            Side::Caller => (&self.origin, GOING_AWAY),
            Side::Origin => (&self.caller, BAD_GATEWAY),
        };
        match event {
            Ok(WebsocketEvent::Message(message)) => {
                send(to.as_ref(), message.as_ref())?;
                Ok(false)
            }
            Ok(WebsocketEvent::Close(close)) => {
                match close.code() {
                    NO_CODE => to.close(None, None::<&str>)?,
                    ABNORMAL => to.close(Some(broken), Some(""))?,
                    code => to.close(Some(code), Some(close.reason()))?,
                }
                Ok(true)
            }
            Err(_) => {
                to.close(Some(broken), Some(""))?;
                Ok(true)
            }
        }
    }
}

/// Sends a message's content: text, or bytes in an `ArrayBuffer`.
fn send(to: &web_sys::WebSocket, message: &web_sys::MessageEvent) -> Result<(), InternalError> {
    let data = message.data();
    match data.as_string() {
        Some(text) => to.send_with_str(&text)?,
        None => to.send_with_array_buffer(data.unchecked_ref())?,
    }
    Ok(())
}

/// Waits until the membership ends, or can no longer be checked, and says why. What other checks of the account find out is
/// shared: a connection does not ask more often than a request under `cached` would.
async fn membership_end(env: &Env, bearer: &Bearer, freshness: Freshness) -> Code {
    if freshness == Freshness::Stateless {
        let ends_at = bearer.claims().expires_seconds.saturating_mul(1000);
        let remaining = ends_at.saturating_sub(clock::now().milliseconds());
        let remaining = u64::try_from(remaining).unwrap_or_default();
        Delay::from(Duration::from_millis(remaining)).await;
        return Code::TokenExpired;
    }
    let mut epoch = bearer.claims().epoch;
    let mut checked_at = clock::now().milliseconds();
    let mut interval = CHECK_INTERVAL;
    loop {
        Delay::from(interval).await;
        let now = clock::now().milliseconds();
        match bearer.check_since(env, epoch).await {
            Ok(latest) => (epoch, checked_at, interval) = (latest, now, CHECK_INTERVAL),
            Err(error) if error.code() == Code::StaleEpoch => return Code::StaleEpoch,
            Err(_) if now.saturating_sub(checked_at) >= CHECK_MAX_AGE_MILLISECONDS => {
                return Code::Unavailable;
            }
            Err(_) => interval = RETRY_INTERVAL,
        }
    }
}
