//! The values that commands, responses and states have in common.

use serde_json::{Value, json};

use crate::core_fixture::domain_name;
use crate::model::command::{Domain, Grant, Offer, Why};
use crate::model::policy::Assignment;

/// Adds a member to an object, if there is a value.
pub(super) fn put(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(fields), Some(value)) = (object.as_object_mut(), value) {
        fields.insert(key.to_owned(), value);
    }
}

/// A role, or `custom` and the bits of its list.
pub(super) fn assignment_json(assignment: Assignment) -> Value {
    match assignment {
        Assignment::Role(role) => json!({"role": role}),
        Assignment::Custom(bits) => {
            let bits: Vec<u32> = (0..32).filter(|bit| bits >> bit & 1 == 1).collect();
            json!({"role": "custom", "permissions": bits})
        }
    }
}

pub(super) fn grants_json(grants: &[Grant]) -> Value {
    let grants = grants.iter().map(|grant| {
        let mut json = assignment_json(grant.assignment);
        put(&mut json, "project", Some(json!(grant.project)));
        json
    });
    grants.collect()
}

pub(super) fn offer_json(offer: &Offer) -> Value {
    let mut json = assignment_json(offer.assignment);
    put(&mut json, "projects", Some(grants_json(&offer.projects)));
    put(
        &mut json,
        "membershipExpiresIn",
        Some(json!(offer.membership)),
    );
    json
}

pub(super) fn domains_json(domains: &[Domain]) -> Value {
    domains.iter().copied().map(domain_name).collect()
}

pub(super) const fn word(why: Why) -> &'static str {
    match why {
        Why::Used => "used",
        Why::Declined => "declined",
        Why::Revoked => "revoked",
        Why::Expired => "expired",
    }
}
