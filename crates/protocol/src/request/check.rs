//! What a check asks.

use hallpass_core::check::Spend;
use hallpass_core::freshness::Freshness;
use hallpass_core::token::json;
use hallpass_core::{AccountId, FieldCode, UserId, limits};

use super::BadRequest;
use super::fields::Fields;

/// A question: may they, and does the budget cover it?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// In which account.
    pub account: AccountId,
    /// Who: for services, which bring no membership token.
    pub user: Option<UserId>,
    /// All that is wanted.
    pub permissions: Vec<String>,
    /// How sure the answer must be.
    pub freshness: Freshness,
    /// What is to be spent.
    pub spend: Option<Spend>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Whoever brings a membership token: it says about whom.
    Bearer,
    /// A service: it must say about whom.
    Service,
}

/// Reads a question: 50 permissions at most, and one at least.
///
/// # Errors
/// Each field that is wrong.
pub fn check(body: &[u8], asker: Asker) -> Result<Check, BadRequest> {
    // Keys that stand twice are refused in the inner object, too, and so is money that is no exact whole number.
    let text = core::str::from_utf8(body).map_err(|_| Vec::new())?;
    json::parse(text).map_err(|_| Vec::new())?;
    let mut fields = Fields::of(body)?;
    let account = fields.required("account", |text| {
        text.parse().map_err(|_| FieldCode::Invalid)
    });
    let user = match asker {
        Asker::Bearer => None,
        Asker::Service => {
            fields.required("user", |text| text.parse().map_err(|_| FieldCode::Invalid))
        }
    };
    let permissions = fields.texts("permissions", limits::NAMED_PER_CALL);
    if permissions.as_ref().is_some_and(Vec::is_empty) {
        fields.wrong("permissions", FieldCode::Required);
    }
    let freshness = fields.optional("freshness", |text| {
        Freshness::from_word(text).ok_or(FieldCode::Invalid)
    });
    let spend = fields.numbers("spend", ["currentCentsPerHour", "askedCentsPerHour"]);
    fields.finish()?;
    Ok(Check {
        account: account.ok_or_else(Vec::new)?,
        user,
        permissions: permissions.ok_or_else(Vec::new)?,
        freshness: freshness.unwrap_or_default(),
        spend: spend.map(|[current, asked]| Spend { current, asked }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_money_is_two_whole_numbers_each_once() {
        let account = AccountId::from_bytes([7; 16]);
        let ask = |permissions: &str, more: &str| {
            let body = format!(r#"{{"account":"{account}","permissions":{permissions}{more}}}"#);
            check(body.as_bytes(), Asker::Bearer)
        };
        let spend = |text: &str| ask(r#"["a:b"]"#, &format!(r#","spend":{text}"#));
        let good = r#"{"currentCentsPerHour":1,"askedCentsPerHour":2}"#;
        let expected = Some(Spend {
            current: 1,
            asked: 2,
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
        assert!(ask("[]", "").is_err(), "a check of nothing is a mistake");
        assert!(ask(r#"["a:b"]"#, r#","freshness":"Strict""#).is_err());
        let found = ask(r#"["a:b"]"#, r#","freshness":"strict""#).unwrap();
        assert_eq!(found.freshness, Freshness::Strict);
        assert_eq!(ask(r#"["a:b"]"#, "").unwrap().freshness, Freshness::Cached);
    }
}
