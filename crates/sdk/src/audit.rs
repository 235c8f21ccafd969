//! Following an account's audit log back from its signed head.

use hallpass_core::audit::walk::{Walk, WalkTarget};
use hallpass_core::audit::{Cut, Hash};
use hallpass_core::token::audit_head::{self, AuditHeadClaims};
use hallpass_core::token::{TokenError, audit_cut};
use hallpass_core::{AccountId, Timestamp, limits};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::audit_event::{AuditHead, LoggedEvent, events};
use crate::{SdkError, key_set, whole_seconds};

/// What the signed head of an account's audit chain says.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SignedAuditHead {
    #[tsify(type = "string")]
    account: AccountId,
    count: u64,
    hash: String,
    issued_seconds: i64,
}

/// Verifies the signed head of an account's audit chain.
///
/// # Errors
/// `token_invalid` for a head that does not verify; `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyAuditHead)]
pub fn verify_audit_head(
    token: &str,
    jwks: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<Ts<SignedAuditHead>, SdkError> {
    let claims = verified_head(token, jwks, now_seconds)?;
    let head = SignedAuditHead {
        account: claims.account,
        count: claims.head.count,
        hash: claims.head.hash.to_string(),
        issued_seconds: claims.issued_seconds,
    };
    Ok(head.into_ts()?)
}

fn verified_head(token: &str, jwks: &str, now_seconds: f64) -> Result<AuditHeadClaims, SdkError> {
    let keys = key_set::parse(jwks)?;
    let verified = audit_head::verify(token, &keys, whole_seconds(now_seconds))?;
    Ok(verified.claims().clone())
}

/// One step of following an audit log.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AuditStep {
    #[tsify(type = "string")]
    account: AccountId,
    /// A head that the reader has kept: the chain must lead on from it.
    #[serde(default)]
    known: Option<AuditHead>,
    /// How many events to go back at most. `Infinity`: to the first one.
    #[serde(default)]
    events: Option<f64>,
    /// The edge's key set, as text.
    jwks: String,
    /// The next page of `GET /v1/accounts/{id}/audit`, newest event first.
    page: AuditLogPage,
    /// What the step before returned. Absent with the first page.
    #[serde(default)]
    progress: Option<AuditProgress>,
}

/// A page of an audit log.
#[derive(Deserialize, Tsify)]
pub struct AuditLogPage {
    #[tsify(type = "readonly LoggedEvent[]")]
    items: Vec<LoggedEvent>,
    /// The signed head; on the first page only.
    #[serde(default)]
    head: Option<String>,
    /// The signed cut where the log begins. Absent while none of its events was removed.
    #[serde(default)]
    cut: Option<String>,
    /// The cursor of the next page. Absent on the last one.
    #[serde(default)]
    next: Option<String>,
}

/// How far an audit log was followed.
#[derive(Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AuditProgress {
    head: AuditHead,
    next: AuditHead,
    #[tsify(type = "string")]
    signed_at: Timestamp,
    checked: u64,
    intact: bool,
}

/// The result of a step.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AuditStepResult {
    /// Read the next page, and pass it together with this progress.
    ReadOn {
        /// How far the log was followed.
        progress: AuditProgress,
    },
    /// Nothing more is to be read.
    Done {
        /// The outcome.
        check: AuditCheck,
    },
}

/// The result of following an audit chain.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AuditCheck {
    /// Every event that was read is unchanged and in its place, and they lead to the head that the edge has signed.
    intact: bool,
    /// Events in the log.
    count: u64,
    /// Events that were followed, the latest ones.
    checked: u64,
    /// They reach back to the first event that is left, or to the head that was known.
    whole: bool,
    /// Where the log begins, if its oldest events were removed because the operator does not keep them longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<AuditCut>,
    /// The events up to the head that was known were removed: nothing is left to compare it with.
    known_is_cut: bool,
    /// Keep it, and pass it as `known` the next time.
    head: AuditHead,
    #[tsify(type = "string")]
    signed_at: Timestamp,
}

/// The oldest events of an audit log that were removed.
#[derive(Serialize, Tsify)]
pub struct AuditCut {
    /// How many, which is the number of the last one.
    count: u64,
    /// The hash of the last one.
    #[tsify(type = "string")]
    hash: Hash,
    /// When the last one was removed.
    #[tsify(type = "string")]
    at: Timestamp,
}

impl From<Cut> for AuditCut {
    fn from(Cut { head, at }: Cut) -> Self {
        Self {
            count: head.count,
            hash: head.hash,
            at,
        }
    }
}

/// Follows an account's audit chain from its newest event back, page by page, up to the head that the edge has signed.
///
/// # Errors
/// `token_invalid` for a head that does not verify; `unavailable` for a key set that cannot be used; `invalid_request`
/// for an argument of another shape.
#[wasm_bindgen(js_name = followAudit)]
pub fn follow_audit(
    step: &Ts<AuditStep>,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<Ts<AuditStepResult>, SdkError> {
    Ok(step.to_rust()?.follow(now_seconds)?.into_ts()?)
}

impl AuditStep {
    fn follow(self, now_seconds: f64) -> Result<AuditStepResult, SdkError> {
        let cut = self.page.cut.as_deref();
        let cut = cut.map(|token| self.verified_cut(token, now_seconds));
        let cut = cut.transpose()?;
        let aim = WalkTarget {
            account: self.account,
            known: self.known.map(Into::into),
            cut: cut.map(|cut| cut.head),
            most: self.events.map_or(limits::FOLLOWED_EVENTS, whole_count),
        };
        let is_last = self.page.next.is_none();
        let (mut walk, signed_at) = match self.progress {
            Some(progress) => (progress.walk(), progress.signed_at),
            None => {
                // Only the first page's head counts: later ones include events that were written since.
                let head = self.page.head.unwrap_or_default();
                let claims = verified_head(&head, &self.jwks, now_seconds)?;
                start(&aim, &claims)
            }
        };
        let is_enough = walk.follow(&aim, events(self.page.items)?, is_last);
        Ok(if is_enough {
            let check = AuditCheck {
                intact: walk.intact,
                count: walk.head.count,
                checked: walk.checked,
                whole: walk.whole(&aim),
                cut: cut.map(Into::into),
                known_is_cut: aim.is_known_cut(),
                head: walk.head.into(),
                signed_at,
            };
            AuditStepResult::Done { check }
        } else {
            let progress = AuditProgress {
                head: walk.head.into(),
                next: walk.next.into(),
                signed_at,
                checked: walk.checked,
                intact: walk.intact,
            };
            AuditStepResult::ReadOn { progress }
        })
    }
}

impl AuditStep {
    /// The cut in a page.
    ///
    /// # Errors
    /// `token_invalid` for one that does not verify, or is of another account; `unavailable` for a key set that cannot be used.
    fn verified_cut(&self, token: &str, now_seconds: f64) -> Result<Cut, SdkError> {
        let keys = key_set::parse(&self.jwks)?;
        let verified = audit_cut::verify(token, &keys, whole_seconds(now_seconds))?;
        let claims = verified.claims();
        if claims.account == self.account {
            Ok(claims.cut)
        } else {
            Err(TokenError::Invalid.into())
        }
    }
}

impl AuditProgress {
    fn walk(&self) -> Walk {
        Walk {
            head: self.head.into(),
            next: self.next.into(),
            checked: self.checked,
            intact: self.intact,
        }
    }
}

fn start(aim: &WalkTarget, claims: &AuditHeadClaims) -> (Walk, Timestamp) {
    let mut walk = Walk::new(claims.head);
    walk.intact = claims.account == aim.account;
    let issued_ms = claims.issued_seconds.saturating_mul(1000);
    (walk, Timestamp::from_milliseconds(issued_ms))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounds down and saturates, as intended: `Infinity` has no end"
)]
const fn whole_count(number: f64) -> u64 {
    number as u64
}
