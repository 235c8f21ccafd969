//! Request bodies: closed, and read field by field, so that a bad one names every field that is wrong.

mod check;
mod fields;
mod service;

pub use check::{Asker, Check, check};
use fields::Fields;
use hallpass_core::account::{Link, Run};
use hallpass_core::{
    AccountId, Address, AddressError, FieldCode, InviteId, Name, Note, RoleName, TextError,
    Unicode, UserId, limits,
};

pub use fields::BadRequest;
pub use service::{KnownUser, NewTeam, host_event, known_user, new_team};

/// Reads a name.
fn name(text: &str, unicode: &dyn Unicode) -> Result<Name, FieldCode> {
    Name::parse(text, unicode).map_err(text_code)
}

const fn text_code(error: TextError) -> FieldCode {
    match error {
        TextError::Empty => FieldCode::Required,
        TextError::TooLong => FieldCode::TooLong,
        TextError::Invalid => FieldCode::Invalid,
    }
}

fn address(text: &str, unicode: &dyn Unicode) -> Result<Address, FieldCode> {
    Address::parse(text, unicode).map_err(|error| match error {
        AddressError::TooLong => FieldCode::TooLong,
        AddressError::Invalid => FieldCode::Invalid,
    })
}

fn role(text: &str) -> Result<RoleName, FieldCode> {
    text.parse().map_err(|_| FieldCode::Invalid)
}

/// Any text: whoever reads it next decides what it is. The body's limit is its own.
fn opaque(text: &str) -> Result<String, FieldCode> {
    Ok(text.into())
}

/// The name of a new team, or of a personal account that becomes one.
///
/// # Errors
/// Each field that is wrong.
pub fn name_only(body: &[u8], unicode: &dyn Unicode) -> Result<Name, BadRequest> {
    let mut fields = Fields::of(body)?;
    let name = fields.required("name", |text| name(text, unicode));
    fields.finish()?;
    name.ok_or_else(Vec::new)
}

/// `{name}` of a convert; a dry run needs none.
///
/// # Errors
/// Each field that is wrong.
pub fn convert(body: &[u8], run: Run, unicode: &dyn Unicode) -> Result<Option<Name>, BadRequest> {
    match run {
        Run::Real => name_only(body, unicode).map(Some),
        Run::Dry => {
            let mut fields = Fields::of_optional(body)?;
            let name = fields.optional("name", |text| name(text, unicode));
            fields.finish()?;
            Ok(name)
        }
    }
}

/// `{confirmName}` of a revert; a dry run needs none.
///
/// # Errors
/// Each field that is wrong.
pub fn revert(body: &[u8], run: Run) -> Result<Option<String>, BadRequest> {
    let mut fields = match run {
        Run::Real => Fields::of(body)?,
        Run::Dry => Fields::of_optional(body)?,
    };
    let typed = match run {
        Run::Real => fields.required("confirmName", opaque),
        Run::Dry => fields.optional("confirmName", opaque),
    };
    fields.finish()?;
    Ok(typed)
}

/// `PATCH` of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The new name.
    pub name: Option<Name>,
    /// The new spend limit, in US cents per hour.
    pub spend_limit_cents_per_hour: Option<u64>,
}

/// Reads a `PATCH` of an account; it changes one thing at least.
///
/// # Errors
/// Each field that is wrong.
pub fn update(body: &[u8], unicode: &dyn Unicode) -> Result<Update, BadRequest> {
    let mut fields = Fields::of(body)?;
    let update = Update {
        name: fields.optional("name", |text| name(text, unicode)),
        spend_limit_cents_per_hour: fields.whole_number("spendLimitCentsPerHour"),
    };
    fields.finish()?;
    Ok(update)
}

/// `{role}` of a member.
///
/// # Errors
/// Each field that is wrong.
pub fn role_only(body: &[u8]) -> Result<RoleName, BadRequest> {
    let mut fields = Fields::of(body)?;
    let role = fields.required("role", role);
    fields.finish()?;
    role.ok_or_else(Vec::new)
}

/// A new invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvite {
    /// Whom it is for; nobody makes it a link invite.
    pub email: Option<Address>,
    /// The role that it gives.
    pub role: RoleName,
    /// Its life in seconds. Whether that is in bounds is for core to say.
    pub expires_in: Option<u64>,
    /// What the inviter adds.
    pub note: Option<Note>,
}

/// Reads a new invite.
///
/// # Errors
/// Each field that is wrong.
pub fn new_invite(body: &[u8], unicode: &dyn Unicode) -> Result<NewInvite, BadRequest> {
    let mut fields = Fields::of(body)?;
    let email = fields.optional("email", |text| address(text, unicode));
    let role = fields.required("role", role);
    let expires_in = fields.whole_number("expiresIn");
    let note = fields.optional("note", |text| Note::parse(text, unicode).map_err(text_code));
    fields.finish()?;
    Ok(NewInvite {
        email,
        role: role.ok_or_else(Vec::new)?,
        expires_in,
        note,
    })
}

/// How an invite is resent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resend {
    /// Whether its old links end.
    pub link: Link,
    /// A new life in seconds.
    pub expires_in: Option<u64>,
}

/// Reads how an invite is resent; an empty body keeps link and end.
///
/// # Errors
/// Each field that is wrong.
pub fn resend(body: &[u8]) -> Result<Resend, BadRequest> {
    let mut fields = Fields::of_optional(body)?;
    let rotate = fields.truth("rotate");
    let expires_in = fields.whole_number("expiresIn");
    fields.finish()?;
    let link = if rotate == Some(true) {
        Link::Rotate
    } else {
        Link::Keep
    };
    Ok(Resend { link, expires_in })
}

/// How an invite is named by somebody who answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// By an invite token.
    Token(String),
    /// By its id, from the inbox.
    Id(InviteId),
}

/// Reads `{token}` or `{inviteId}`; one of them.
///
/// # Errors
/// Each field that is wrong.
pub fn answered(body: &[u8]) -> Result<Answered, BadRequest> {
    let mut fields = Fields::of(body)?;
    let token = fields.optional("token", opaque);
    let id = fields.optional("inviteId", |text| Ok(text.parse::<InviteId>().ok()));
    let either = fields.has("token") != fields.has("inviteId");
    if !either {
        fields.wrong("token", FieldCode::Required);
    }
    fields.finish()?;
    match (token, id) {
        (Some(token), _) => Ok(Answered::Token(token)),
        // An id of no known form names no invite, like an id that is unknown.
        (None, Some(id)) => Ok(id.map_or_else(|| Answered::Token(String::new()), Answered::Id)),
        (None, None) => Err(Vec::new()),
    }
}

/// How a preview is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Previewed {
    /// By the code of a link.
    Code(String),
    /// By an invite token.
    Token(String),
}

/// Reads `{code}` or `{token}`; one of them.
///
/// # Errors
/// Each field that is wrong.
pub fn previewed(body: &[u8]) -> Result<Previewed, BadRequest> {
    let mut fields = Fields::of(body)?;
    let code = fields.optional("code", opaque);
    let token = fields.optional("token", opaque);
    let either = fields.has("code") != fields.has("token");
    if !either {
        fields.wrong("token", FieldCode::Required);
    }
    fields.finish()?;
    match (code, token) {
        (Some(code), _) => Ok(Previewed::Code(code)),
        (None, Some(token)) => Ok(Previewed::Token(token)),
        (None, None) => Err(Vec::new()),
    }
}

/// Reads `{accounts}` of a request for tokens: 50 at most. Ids of no known form name no account.
///
/// # Errors
/// Each field that is wrong.
pub fn accounts(body: &[u8]) -> Result<Vec<AccountId>, BadRequest> {
    let mut fields = Fields::of(body)?;
    let ids = fields.texts("accounts", limits::NAMED_PER_CALL);
    fields.finish()?;
    Ok(ids
        .unwrap_or_default()
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect())
}

/// What somebody says of themself to local identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The address.
    pub email: Address,
    /// The name.
    pub name: Name,
    /// Whether the address counts as verified.
    pub email_verified: bool,
}

/// Reads a local sign-in.
///
/// # Errors
/// Each field that is wrong.
pub fn sign_in(body: &[u8], unicode: &dyn Unicode) -> Result<SignIn, BadRequest> {
    let mut fields = Fields::of(body)?;
    let email = fields.required("email", |text| address(text, unicode));
    let name = fields.required("name", |text| name(text, unicode));
    let email_verified = fields.truth("emailVerified").unwrap_or(true);
    fields.finish()?;
    match (email, name) {
        (Some(email), Some(name)) => Ok(SignIn {
            email,
            name,
            email_verified,
        }),
        _ => Err(Vec::new()),
    }
}

/// An empty body, or `{}`.
///
/// # Errors
/// Each field that is there.
pub fn nothing(body: &[u8]) -> Result<(), BadRequest> {
    Fields::of_optional(body)?.finish()
}

/// The user that a path names. One of no known form is nobody.
#[must_use]
pub fn user(text: &str) -> Option<UserId> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hallpass_core::unicode::Tables;

    fn codes(result: Result<NewInvite, BadRequest>) -> Vec<(String, FieldCode)> {
        result
            .err()
            .into_iter()
            .flatten()
            .map(|error| (error.field, error.code))
            .collect()
    }

    #[test]
    fn a_bad_body_names_every_field_that_is_wrong() {
        let body = br#"{"email":"nobody","expiresIn":-1,"note":"\u202e","extra":1}"#;
        let expected = [
            ("email", FieldCode::Invalid),
            ("role", FieldCode::Required),
            ("expiresIn", FieldCode::Invalid),
            ("note", FieldCode::Invalid),
            ("extra", FieldCode::Unknown),
        ];
        assert_eq!(
            codes(new_invite(body, &Tables)),
            expected.map(|(field, code)| (field.to_string(), code))
        );
    }

    #[test]
    fn bodies_are_one_object_with_each_key_once() {
        for body in [
            &b"[]"[..],
            b"",
            b"null",
            b"{\"role\":\"dev\"} x",
            b"{\"role\":\"dev\",\"role\":\"admin\"}",
        ] {
            assert!(new_invite(body, &Tables).is_err());
        }
        assert!(new_invite(br#"{"role":"dev"}"#, &Tables).is_ok());
    }

    #[test]
    fn an_answer_names_its_invite_one_way() {
        assert!(answered(br#"{"token":"a","inviteId":"b"}"#).is_err());
        assert!(answered(b"{}").is_err());
        assert_eq!(
            answered(br#"{"token":"a"}"#),
            Ok(Answered::Token("a".into()))
        );
    }
}
