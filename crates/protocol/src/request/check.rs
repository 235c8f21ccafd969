//! The body of a check.

use hallpass_core::check::Spend;
use hallpass_core::freshness::Freshness;
use hallpass_core::token::json;
use hallpass_core::{AccountId, FieldCode, ProjectId, UserId, limits};

use super::BadRequest;
use super::fields::Fields;

/// A check of permissions and budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The account.
    pub account: AccountId,
    /// The project, if it is about one.
    pub project: Option<ProjectId>,
    /// The user, if a service checks for them. A membership token names its user itself.
    pub user: Option<UserId>,
    /// The required permissions.
    pub permissions: Vec<String>,
    /// How recently the membership must have been verified.
    pub freshness: Freshness,
    /// The spending to check.
    pub spend: Option<Spend>,
}

/// Who sends a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckCaller {
    /// The bearer of a membership token, which names the user.
    Bearer,
    /// A service, which must name the user.
    Service,
}

/// Reads a check of 1 to 50 permissions.
///
/// # Errors
/// Each invalid field.
pub fn check(body: &[u8], asker: CheckCaller) -> Result<Check, BadRequest> {
    // The strict reader refuses amounts that are not exact integers.
    let text = core::str::from_utf8(body).map_err(|_| Vec::new())?;
    json::parse(text).map_err(|_| Vec::new())?;
    let mut fields = Fields::of(body)?;
    let account = fields.required("account", |text| {
        text.parse().map_err(|_| FieldCode::Invalid)
    });
    let project = fields.optional("project", |text| {
        text.parse().map_err(|_| FieldCode::Invalid)
    });
    let user = match asker {
        CheckCaller::Bearer => None,
        CheckCaller::Service => {
            fields.required("user", |text| text.parse().map_err(|_| FieldCode::Invalid))
        }
    };
    let permissions = fields.texts("permissions", limits::NAMED_PER_CALL);
    if permissions.as_ref().is_some_and(Vec::is_empty) {
        fields.wrong("permissions", FieldCode::Required);
    }
    let freshness = fields.optional("freshness", |text| {
        Freshness::parse(text).ok_or(FieldCode::Invalid)
    });
    let spend = fields.numbers("spend", ["currentCentsPerHour", "askedCentsPerHour"]);
    fields.finish()?;
    Ok(Check {
        account: account.ok_or_else(Vec::new)?,
        project,
        user,
        permissions: permissions.ok_or_else(Vec::new)?,
        freshness: freshness.unwrap_or_default(),
        spend: spend.map(|[current, requested]| Spend { current, requested }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_a_projects_id_or_absent() {
        let account = AccountId::from_bytes([7; 16]);
        let ask = |project: &str| {
            let more = format!(r#","permissions":["a:b"]{project}"#);
            check(
                format!(r#"{{"account":"{account}"{more}}}"#).as_bytes(),
                CheckCaller::Bearer,
            )
        };
        let project = ProjectId::from_bytes([7; 16]);
        let found = ask(&format!(r#","project":"{project}""#)).unwrap();
        assert_eq!(found.project, Some(project));
        assert_eq!(ask("").unwrap().project, None);
        for bad in [
            r#""""#.to_owned(),
            "null".into(),
            "7".into(),
            format!(r#"["{project}"]"#),
            format!(r#""{account}""#),
            format!(r#""{project}x""#),
            format!(r#"" {project}""#),
        ] {
            let error = ask(&format!(r#","project":{bad}"#)).unwrap_err();
            assert!(!error.is_empty(), "{bad}");
        }
    }

    #[test]
    fn spending_is_two_whole_numbers() {
        let account = AccountId::from_bytes([7; 16]);
        let ask = |permissions: &str, more: &str| {
            let body = format!(r#"{{"account":"{account}","permissions":{permissions}{more}}}"#);
            check(body.as_bytes(), CheckCaller::Bearer)
        };
        let spend = |text: &str| ask(r#"["a:b"]"#, &format!(r#","spend":{text}"#));
        let good = r#"{"currentCentsPerHour":1,"askedCentsPerHour":2}"#;
        let expected = Some(Spend {
            current: 1,
            requested: 2,
        });
        assert_eq!(spend(good).unwrap().spend, expected);
        for bad in [
            r#"{"currentCentsPerHour":1}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":2,"x":3}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":2,"askedCentsPerHour":0}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":-2}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":2.5}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":"2"}"#,
            r#"{"currentCentsPerHour":1,"askedCentsPerHour":18446744073709551616}"#,
            "null",
        ] {
            assert!(spend(bad).is_err(), "{bad}");
        }
        assert!(
            ask("[]", "").is_err(),
            "a check without permissions is a mistake"
        );
        assert!(ask(r#"["a:b"]"#, r#","freshness":"Strict""#).is_err());
        let found = ask(r#"["a:b"]"#, r#","freshness":"strict""#).unwrap();
        assert_eq!(found.freshness, Freshness::Strict);
        assert_eq!(ask(r#"["a:b"]"#, "").unwrap().freshness, Freshness::Cached);
    }
}
