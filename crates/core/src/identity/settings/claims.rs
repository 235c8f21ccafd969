//! Which claims say who a user is, and how far they are believed.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::{ClaimNames, ClaimPath, EmailDomains, EmailTrust, UserClaims};
use super::fields::{Fields, Mistakes, kind_of, quoted, texts};
use crate::domain;
use crate::token::json::Value;

const CLAIMS: [&str; 4] = ["email", "emailVerified", "name", "picture"];

/// Texts that say that an address is not verified.
const NEGATIVE: [&str; 5] = ["false", "no", "off", "0", "null"];

/// Reads what a provider says of users; `None` after a mistake. The fields of a provider of services are checked too,
/// although they have no effect.
pub(super) fn read(
    fields: Fields<'_>,
    is_for_users: bool,
    has_several: bool,
    has_templates: bool,
) -> Option<UserClaims> {
    let names = names(fields);
    let trust = email_trust(fields);
    let domains = email_domains(fields, has_templates);
    if is_for_users {
        let is_missing = fields.value("emailDomains").is_none();
        if is_missing && has_several {
            let problem = "is missing: several providers have users, so each names the domains whose addresses it may verify, or [\"*\"]";
            fields.mistake("emailDomains", problem);
        }
        let is_per_tenant = matches!(domains, Some(EmailDomains::PerTenant(_)));
        if has_templates && trust == Some(EmailTrust::Always) && !is_per_tenant {
            let problem = "must name the domains of each tenant, {\"<tenant id>\": [\"example.com\"]}: with `emailTrust` \"always\" any tenant could claim any address";
            fields.mistake("emailDomains", problem);
        }
    }
    Some(UserClaims {
        names: names?,
        email_trust: trust?,
        email_domains: domains?,
    })
}

fn names(fields: Fields<'_>) -> Option<ClaimNames> {
    let Some(value) = fields.value("claims") else {
        return Some(ClaimNames::default());
    };
    let path = fields.path("claims");
    let claims = Fields::of(value, &path, &CLAIMS, fields.mistakes())?;
    let default = ClaimNames::default();
    let email = claim(claims, "email", default.email);
    let email_verified = claim(claims, "emailVerified", default.email_verified);
    for (field, claim) in [("email", &email), ("emailVerified", &email_verified)] {
        if let Some(part) = claim.as_ref().and_then(ClaimPath::user_writable_part) {
            let problem = format!(
                "{} is metadata that users write themselves: with it, anyone could take any address; use a claim that the provider sets",
                quoted(part)
            );
            claims.mistake(field, problem);
        }
    }
    Some(ClaimNames {
        email: email?,
        email_verified: email_verified?,
        name: claim(claims, "name", default.name)?,
        picture: claim(claims, "picture", default.picture)?,
    })
}

/// A claim by its name, or by the names that lead to it. `None` after a mistake.
fn claim(claims: Fields<'_>, field: &str, default: ClaimPath) -> Option<ClaimPath> {
    let Some(value) = claims.value(field) else {
        return Some(default);
    };
    if value.as_items().is_none() {
        let is_text = value.as_text().is_some();
        if !is_text {
            let problem = format!(
                "is {}; it must be a claim's name or a list of names, [\"user_metadata\", \"full_name\"]",
                kind_of(value)
            );
            claims.mistake(field, problem);
            return None;
        }
        return claims.text(field).map(ClaimPath::name);
    }
    let names = claims.list(field, value);
    let is_complete = value.as_items().map(<[Value]>::len) == Some(names.len());
    let names = names.into_iter().map(|(_, name)| name.to_string());
    (is_complete && names.len() > 0).then(|| ClaimPath::nested(names.collect()))
}

fn email_trust(fields: Fields<'_>) -> Option<EmailTrust> {
    let values = verified_values(fields);
    match fields
        .value("emailTrust")
        .map(|_| fields.text("emailTrust"))
    {
        None | Some(Some("claim")) => Some(EmailTrust::Claim(values)),
        Some(Some("always")) => Some(EmailTrust::Always),
        Some(Some(other)) => {
            let problem = format!("{} is neither \"claim\" nor \"always\"", quoted(other));
            fields.mistake("emailTrust", problem);
            None
        }
        Some(None) => None,
    }
}

fn verified_values(fields: Fields<'_>) -> Vec<String> {
    let Some(value) = fields.value("emailVerifiedValues") else {
        return Vec::new();
    };
    let mut values = Vec::new();
    for (path, text) in fields.one_or_more("emailVerifiedValues", value) {
        if NEGATIVE
            .iter()
            .any(|negative| text.eq_ignore_ascii_case(negative))
        {
            let problem = format!("{} says that an address is not verified", quoted(text));
            fields.mistakes().add(&path, problem);
        } else {
            values.push(text.into());
        }
    }
    values
}

fn email_domains(fields: Fields<'_>, has_templates: bool) -> Option<EmailDomains> {
    const FIELD: &str = "emailDomains";
    match fields.value(FIELD) {
        None => Some(EmailDomains::Any),
        Some(Value::Object(_)) if !has_templates => {
            let problem = "names domains per tenant, but no issuer has a placeholder such as {tenantid}; it must be a list of domains";
            fields.mistake(FIELD, problem);
            None
        }
        Some(Value::Object(tenants)) => {
            let mut domains = BTreeMap::new();
            for (tenant, list) in tenants.iter() {
                let path = format!("{}[{}]", fields.path(FIELD), quoted(tenant));
                let (list, is_any) = domain_list(list, &path, fields.mistakes());
                if is_any || tenant == "*" {
                    let problem = "\"*\" is not accepted here: name each tenant and its domains";
                    fields.mistakes().add(&path, problem);
                }
                domains.insert(tenant.to_string(), list);
            }
            if domains.is_empty() {
                fields.mistake(FIELD, "is empty; name a tenant and its domains");
            }
            Some(EmailDomains::PerTenant(domains))
        }
        // An empty list is a provider that verifies no address.
        Some(Value::Array(list)) if list.is_empty() => Some(EmailDomains::Only(Vec::new())),
        Some(list) => {
            let (domains, is_any) = domain_list(list, &fields.path(FIELD), fields.mistakes());
            Some(if is_any {
                EmailDomains::Any
            } else {
                EmailDomains::Only(domains)
            })
        }
    }
}

/// The domains of a list in their ASCII form, and whether `*` is among them.
fn domain_list(value: &Value, path: &str, mistakes: &Mistakes) -> (Vec<String>, bool) {
    let mut domains = Vec::new();
    let mut is_any = false;
    for (path, text) in texts(value, path, mistakes) {
        if text == "*" {
            is_any = true;
        } else if let Some(domain) = domain::canonical(text) {
            domains.push(domain);
        } else {
            let hint = if text.contains('*') {
                "; a pattern matches nothing: name each domain, or \"*\" alone for every domain"
            } else {
                "; write it as in an address, after the at sign: \"example.com\""
            };
            let problem = format!("{} is not a domain{hint}", quoted(text));
            mistakes.add(&path, problem);
        }
    }
    (domains, is_any)
}
