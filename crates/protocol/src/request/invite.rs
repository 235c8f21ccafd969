//! Requests about invites.

use hallpass_core::account::{Grant, InviteUpdate, Link};
use hallpass_core::mail::{Locale, MailRequest};
use hallpass_core::token::json::Value;
use hallpass_core::{
    Address, Domain, FieldCode, InviteId, Note, RoleAssignment, canonical, limits,
};

use super::fields::{BadRequest, Fields, InvalidValue, opaque, whole_number};

/// A new invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvite {
    /// The invitee's address; `None` for a link invite.
    pub email: Option<Address>,
    /// The role or list of permissions.
    pub assignment: RoleAssignment,
    /// How long the membership lasts once it is accepted, in seconds.
    pub membership_expires_in: Option<u64>,
    /// What the invitee will be granted in projects.
    pub projects: Vec<Grant>,
    /// Its lifetime in seconds. Core checks its limits.
    pub expires_in: Option<u64>,
    /// How many users can accept it. Core checks its limits.
    pub max_uses: Option<u64>,
    /// The domains of the addresses that can accept it.
    pub domains: Vec<Domain>,
    /// The inviter's note.
    pub note: Option<Note>,
    /// Whether to mail it.
    pub mail: MailRequest,
}

/// Reads a new invite.
///
/// # Errors
/// Each invalid field.
pub fn new_invite(body: &[u8]) -> Result<NewInvite, BadRequest> {
    new_invite_of(Fields::of(body)?)
}

fn new_invite_of(mut fields: Fields) -> Result<NewInvite, BadRequest> {
    let email = fields.optional("email", Address::parse);
    let assignment = fields.required_assignment();
    let expires_in = fields.whole_number("expiresIn");
    let membership_expires_in = fields.whole_number("membershipExpiresIn");
    let projects = fields.grants("projects");
    let max_uses = fields.whole_number("maxUses");
    let domains = fields.domains("domains");
    let note = fields.optional("note", Note::parse);
    let mail = mail_request(&mut fields);
    fields.finish()?;
    Ok(NewInvite {
        email,
        assignment: assignment.ok_or_else(Vec::new)?,
        expires_in,
        membership_expires_in,
        projects: projects.unwrap_or_default(),
        max_uses,
        domains: domains.unwrap_or_default(),
        note,
        mail,
    })
}

fn mail_request(fields: &mut Fields) -> MailRequest {
    MailRequest {
        send: fields.boolean("send"),
        locale: fields.optional("locale", str::parse::<Locale>),
    }
}

/// A row of a bulk request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkInvite {
    /// The invite, or its invalid fields.
    pub invite: Result<NewInvite, BadRequest>,
    /// The row as canonical JSON: the same for the same content, however it is written.
    pub content: String,
}

/// Reads `{items}`, 1 to [`limits::BULK_INVITES`] new invites. An invalid row becomes the result of that row, not an error of the request.
///
/// # Errors
/// Each invalid field of the request itself.
pub fn bulk_invites(body: &[u8]) -> Result<Vec<BulkInvite>, BadRequest> {
    let mut fields = Fields::of(body)?;
    let items = fields.required_items("items", limits::BULK_INVITES);
    fields.finish()?;
    let items = items.ok_or_else(Vec::new)?;
    Ok(items.into_iter().map(bulk_invite).collect())
}

fn bulk_invite(item: Value) -> BulkInvite {
    let content = canonical::value_to_string(&item);
    let entries = item.object().map_err(|_| Vec::new());
    BulkInvite {
        invite: entries.and_then(|entries| new_invite_of(Fields::of_object(entries))),
        content,
    }
}

/// Reads what changes about an invite: at least one field.
///
/// # Errors
/// Each invalid field.
pub fn invite_update(body: &[u8]) -> Result<InviteUpdate, BadRequest> {
    let mut fields = Fields::of(body)?;
    fields.require_one_of(&[
        "role",
        "permissions",
        "projects",
        "note",
        "expiresIn",
        "membershipExpiresIn",
        "maxUses",
        "domains",
    ]);
    let update = InviteUpdate {
        assignment: fields.optional_assignment(),
        projects: fields.grants("projects"),
        note: fields.change("note", |value| {
            let text = value.as_text().ok_or(FieldCode::Invalid)?;
            Note::parse(text).map_err(InvalidValue::from)
        }),
        expires_in: fields.change("expiresIn", whole_number),
        membership_expires_in: fields.change("membershipExpiresIn", whole_number),
        max_uses: fields.whole_number("maxUses"),
        domains: fields.domains("domains"),
    };
    fields.finish()?;
    Ok(update)
}

/// How an invite is resent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resend {
    /// Whether its old links stay valid.
    pub link: Link,
    /// A new lifetime in seconds.
    pub expires_in: Option<u64>,
    /// Whether to mail it again.
    pub mail: MailRequest,
}

/// Reads how an invite is resent. An empty body keeps link and expiry.
///
/// # Errors
/// Each invalid field.
pub fn resend(body: &[u8]) -> Result<Resend, BadRequest> {
    let mut fields = Fields::of_optional(body)?;
    let rotate = fields.boolean("rotate");
    let expires_in = fields.whole_number("expiresIn");
    let mail = mail_request(&mut fields);
    fields.finish()?;
    let link = if rotate == Some(true) {
        Link::Rotate
    } else {
        Link::Keep
    };
    Ok(Resend {
        link,
        expires_in,
        mail,
    })
}

/// How a request to accept or decline names its invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InviteReference {
    /// By an invite token.
    Token(String),
    /// By its id, from the inbox.
    Id(InviteId),
}

/// Reads either `{token}` or `{inviteId}`.
///
/// # Errors
/// Each invalid field.
pub fn invite_reference(body: &[u8]) -> Result<InviteReference, BadRequest> {
    let mut fields = Fields::of(body)?;
    let token = fields.optional("token", opaque);
    let id = fields.optional("inviteId", |text| {
        Ok::<_, FieldCode>(text.parse::<InviteId>().ok())
    });
    let either = fields.has("token") != fields.has("inviteId");
    if !either {
        fields.wrong("token", FieldCode::Required);
    }
    fields.finish()?;
    match (token, id) {
        (Some(token), _) => Ok(InviteReference::Token(token)),
        // A malformed id is treated like an unknown one.
        (None, Some(id)) => Ok(id.map_or_else(
            || InviteReference::Token(String::new()),
            InviteReference::Id,
        )),
        (None, None) => Err(Vec::new()),
    }
}

/// How a preview request names its invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewReference {
    /// By the code of its link.
    Code(String),
    /// By an invite token.
    Token(String),
}

/// Reads either `{code}` or `{token}`.
///
/// # Errors
/// Each invalid field.
pub fn preview(body: &[u8]) -> Result<PreviewReference, BadRequest> {
    let mut fields = Fields::of(body)?;
    let code = fields.optional("code", opaque);
    let token = fields.optional("token", opaque);
    let either = fields.has("code") != fields.has("token");
    if !either {
        fields.wrong("token", FieldCode::Required);
    }
    fields.finish()?;
    match (code, token) {
        (Some(code), _) => Ok(PreviewReference::Code(code)),
        (None, Some(token)) => Ok(PreviewReference::Token(token)),
        (None, None) => Err(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hallpass_core::limits;

    fn codes(result: Result<NewInvite, BadRequest>) -> Vec<(String, FieldCode)> {
        result
            .err()
            .into_iter()
            .flatten()
            .map(|error| (error.field, error.code))
            .collect()
    }

    #[test]
    fn an_error_lists_every_invalid_field() {
        let body = br#"{"email":"nobody","expiresIn":-1,"note":"\u202e","extra":1}"#;
        let expected = [
            ("email", FieldCode::Invalid),
            ("role", FieldCode::Required),
            ("expiresIn", FieldCode::Invalid),
            ("note", FieldCode::Invalid),
            ("extra", FieldCode::Unknown),
        ];
        assert_eq!(
            codes(new_invite(body)),
            expected.map(|(field, code)| (field.to_string(), code))
        );
    }

    #[test]
    fn a_problem_says_what_is_wrong_with_texts() {
        let body = br#"{"email":"kim@example","role":"dev","note":"a\u202eb"}"#;
        let errors = new_invite(body).unwrap_err();
        let problem = crate::Problem::of(hallpass_core::Refusal::InvalidRequest { errors }, "r");
        assert_eq!(
            problem.detail,
            "`email`: what follows the `@` is not a domain, such as `example.com`; `note`: U+202E cannot be seen there, \
             or changes the text around it"
        );
        let errors = super::super::assignment(b"{}").unwrap_err();
        let problem = crate::Problem::of(hallpass_core::Refusal::InvalidRequest { errors }, "r");
        assert_eq!(problem.detail, "Check what you entered and try again.");
    }

    #[test]
    fn domains_are_read_as_those_of_addresses() {
        let body = r#"{"role":"dev","maxUses":50,"domains":["Acme.example"," BÜCHER.example "]}"#;
        let new = new_invite(body.as_bytes()).unwrap();
        assert_eq!(new.max_uses, Some(50));
        let domains: Vec<&str> = new.domains.iter().map(Domain::as_str).collect();
        assert_eq!(domains, ["acme.example", "xn--bcher-kva.example"]);
        let update = invite_update(br#"{"domains":null}"#).unwrap();
        assert_eq!((update.domains, update.max_uses), (Some(Vec::new()), None));
    }

    #[test]
    fn a_problem_says_which_domains_are_wrong() {
        let wrong = |field: &str| format!(r#"{{"role":"dev",{field}}}"#);
        let cases = [
            (
                r#""domains":["@acme.example"]"#,
                "domains",
                FieldCode::Invalid,
            ),
            (r#""domains":"acme.example""#, "domains", FieldCode::Invalid),
            (r#""domains":[1]"#, "domains", FieldCode::Invalid),
            (r#""maxUses":-1"#, "maxUses", FieldCode::Invalid),
            (r#""maxUses":"50""#, "maxUses", FieldCode::Invalid),
            (r#""maxUses":null"#, "maxUses", FieldCode::Invalid),
        ];
        for (field, name, code) in cases {
            let found = codes(new_invite(wrong(field).as_bytes()));
            assert_eq!(found, [(name.to_string(), code)], "{field}");
        }
        let many = vec!["\"a.example\""; limits::DOMAINS_PER_INVITE + 1].join(",");
        let found = codes(new_invite(
            wrong(&format!(r#""domains":[{many}]"#)).as_bytes(),
        ));
        assert_eq!(found, [("domains".to_string(), FieldCode::TooLong)]);
        let errors = new_invite(br#"{"role":"dev","domains":["@acme.example"]}"#).unwrap_err();
        let problem = crate::Problem::of(hallpass_core::Refusal::InvalidRequest { errors }, "r");
        assert_eq!(
            problem.detail,
            "`domains`: a domain is written without the `@`, such as `example.com`"
        );
    }

    #[test]
    fn a_body_is_one_object_with_unique_keys() {
        for body in [
            &b"[]"[..],
            b"",
            b"null",
            b"{\"role\":\"dev\"} x",
            b"{\"role\":\"dev\",\"role\":\"admin\"}",
        ] {
            assert!(new_invite(body).is_err());
        }
        assert!(new_invite(br#"{"role":"dev"}"#).is_ok());
    }

    #[test]
    fn a_bulk_request_has_a_result_for_each_row() {
        let body = br#"{"items":[{"email":"kim@example.com","role":"dev"},{"role":1,"x":2},7,{ "role": "dev" , "email": "kim@example.com" }]}"#;
        let rows = bulk_invites(body).unwrap();
        let invalid = |row: &BulkInvite| row.invite.as_ref().err().map(Vec::len);
        let invalid: Vec<_> = rows.iter().map(invalid).collect();
        assert_eq!(invalid, [None, Some(2), Some(0), None]);
        assert_eq!(rows[0], rows[3], "however it is written");
        assert_eq!(
            rows[0].content,
            r#"{"email":"kim@example.com","role":"dev"}"#
        );
    }

    #[test]
    fn a_bulk_request_has_1_to_200_rows() {
        let items = |count: usize| {
            let rows = vec!["{}"; count].join(",");
            let result = bulk_invites(format!("{{\"items\":[{rows}]}}").as_bytes());
            result.map(|rows| rows.len()).map_err(|errors| {
                let errors = errors.into_iter();
                errors.map(|error| (error.field, error.code)).collect()
            })
        };
        let refused = |code| Err(vec![("items".to_string(), code)]);
        assert_eq!(items(1), Ok(1));
        assert_eq!(items(200), Ok(200));
        assert_eq!(items(201), refused(FieldCode::TooLong));
        assert_eq!(items(0), refused(FieldCode::Required));
        assert!(bulk_invites(b"{}").is_err());
        assert!(bulk_invites(br#"{"items":{}}"#).is_err());
        assert!(bulk_invites(br#"{"items":[{}],"x":1}"#).is_err());
    }

    #[test]
    fn an_invite_is_named_in_one_way() {
        assert!(invite_reference(br#"{"token":"a","inviteId":"b"}"#).is_err());
        assert!(invite_reference(b"{}").is_err());
        assert_eq!(
            invite_reference(br#"{"token":"a"}"#),
            Ok(InviteReference::Token("a".into()))
        );
    }
}
