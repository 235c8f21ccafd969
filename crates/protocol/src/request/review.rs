//! Bodies of requests about access reviews.

use hallpass_core::account::Decision;
use hallpass_core::{FieldCode, UserId};

use super::fields::{BadRequest, Fields};

/// A decision about a member in an access review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewDecision {
    /// The member; `None` for a malformed id, which is treated like an unknown one.
    pub user: Option<UserId>,
    /// What was decided.
    pub decision: Decision,
}

/// Reads `{user, decision}` of an access review.
///
/// # Errors
/// Each invalid field.
pub fn review_decision(body: &[u8]) -> Result<ReviewDecision, BadRequest> {
    let mut fields = Fields::of(body)?;
    let user = fields.required("user", |text| Ok::<_, FieldCode>(text.parse().ok()));
    let decision = fields.required("decision", |text| {
        Decision::parse(text).ok_or(FieldCode::Invalid)
    });
    fields.finish()?;
    match (user, decision) {
        (Some(user), Some(decision)) => Ok(ReviewDecision { user, decision }),
        _ => Err(Vec::new()),
    }
}
