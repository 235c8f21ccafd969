//! Verifying a part of an audit chain.

use hallpass_core::audit::{Head, chain};
use hallpass_core::token::json;
use hallpass_core::{AccountId, Code};
use serde::Deserialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::SdkError;
use crate::audit_event::{AuditHead, LoggedEvent, events};

/// Events that follow each other, oldest first.
#[derive(Deserialize, Tsify)]
pub struct AuditChain {
    #[tsify(type = "string")]
    account: AccountId,
    /// The head that they continue. Without it they begin with the account's first event.
    #[serde(default)]
    from: Option<AuditHead>,
    events: Vec<LoggedEvent>,
}

/// Follows an audit chain and returns the head that it leads to, to be compared with a signed one.
///
/// `chain` is the JSON of an `AuditChain`. It is text because a file is not trusted: keys that occur twice are refused,
/// and a parsed object no longer shows them.
///
/// # Errors
/// `conflict` at the first event that was changed or does not follow the one before it; `invalid_request` for any
/// other text.
#[wasm_bindgen(js_name = verifyAudit)]
pub fn verify_audit(chain: &str) -> Result<Ts<AuditHead>, SdkError> {
    let AuditChain {
        account,
        from,
        events: logged,
    } = parse(chain)?;
    let from = from.map_or_else(|| chain::start(account), Head::from);
    let head = chain::verify(from, &events(logged)?);
    let head = head.map_err(|error| SdkError::new(Code::Conflict, error))?;
    Ok(AuditHead::from(head).into_ts()?)
}

fn parse(chain: &str) -> Result<AuditChain, SdkError> {
    let not_a_chain = || SdkError::invalid_argument("not an audit chain");
    json::parse(chain).map_err(|_| not_a_chain())?;
    let parsed = js_sys::JSON::parse(chain).map_err(|_| not_a_chain())?;
    Ok(Ts::<AuditChain>::new_unchecked(parsed).to_rust()?)
}
