//! Bodies of requests about the ownership of an account.

use hallpass_core::{FieldCode, UserId};

use super::fields::{BadRequest, Fields, opaque};

/// Who is to become the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRequest {
    /// The member; `None` for a malformed id, which is treated like an unknown one.
    pub user: Option<UserId>,
    /// The team's name as typed. Only a service may leave it out.
    pub confirm_name: Option<String>,
}

/// Reads `{user, confirmName?}`.
///
/// # Errors
/// Each invalid field.
pub fn transfer(body: &[u8]) -> Result<TransferRequest, BadRequest> {
    let mut fields = Fields::of(body)?;
    let user = fields.required("user", |text| Ok::<_, FieldCode>(text.parse().ok()));
    let confirm_name = fields.optional("confirmName", opaque);
    fields.finish()?;
    let user = user.ok_or_else(Vec::new)?;
    Ok(TransferRequest { user, confirm_name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(body: &str) -> Vec<(String, FieldCode)> {
        let errors = transfer(body.as_bytes()).err().into_iter().flatten();
        errors.map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn a_transfer_names_a_user() {
        assert_eq!(fields("{}"), [("user".into(), FieldCode::Required)]);
        let body = r#"{"user":7,"confirmName":null,"to":"x"}"#;
        let wrong = [
            ("user".into(), FieldCode::Invalid),
            ("confirmName".into(), FieldCode::Invalid),
            ("to".into(), FieldCode::Unknown),
        ];
        assert_eq!(fields(body), wrong);
        let unknown = transfer(br#"{"user":"nobody","confirmName":"Team"}"#);
        let expected = TransferRequest {
            user: None,
            confirm_name: Some("Team".into()),
        };
        assert_eq!(unknown, Ok(expected));
    }
}
