//! What limits who can accept a link invite: how many users, and the domains of their addresses.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::Invite;
use crate::audit::{Detail, Details};
use crate::{Domain, FieldCode, FieldError, Refusal, limits};

/// The JSON name of the number of users.
pub(super) const MAX_USES: &str = "maxUses";
/// The JSON name of the domains.
pub(super) const DOMAINS: &str = "domains";

/// Refuses limits on an invite to an address: it is for one user, whose address it has.
pub(super) fn check_only_for_links(max_uses: bool, domains: bool) -> Result<(), Refusal> {
    let given = [(MAX_USES, max_uses), (DOMAINS, domains)];
    let errors: Vec<FieldError> = given
        .into_iter()
        .filter(|(_, is_given)| *is_given)
        .map(|(field, _)| FieldError::new(field, FieldCode::Invalid))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Refusal::InvalidRequest { errors })
    }
}

/// The number of users, if a link invite can have it after `uses` of them.
pub(super) fn checked_max_uses(requested: u64, uses: u32) -> Result<u32, Refusal> {
    u32::try_from(requested)
        .ok()
        .filter(|number| (uses.max(1)..=limits::MAX_USES).contains(number))
        .ok_or_else(|| Refusal::field(MAX_USES, FieldCode::Invalid))
}

/// The domains without repetitions, in the order of the request.
pub(super) fn checked_domains(requested: &[Domain]) -> Result<Vec<Domain>, Refusal> {
    if requested.len() > limits::DOMAINS_PER_INVITE {
        return Err(Refusal::field(DOMAINS, FieldCode::TooLong));
    }
    let mut domains: Vec<Domain> = Vec::with_capacity(requested.len());
    for domain in requested {
        if !domains.contains(domain) {
            domains.push(domain.clone());
        }
    }
    Ok(domains)
}

/// Adds a link invite's limits to the details of an event. One user of any domain is no detail.
pub(super) fn insert_limits(details: &mut Details, invite: &Invite) {
    if invite.max_uses > 1 {
        details.insert(MAX_USES.into(), Detail::Number(invite.max_uses.into()));
    }
    if !invite.domains.is_empty() {
        let domains = invite.domains.iter().map(ToString::to_string).collect();
        details.insert(DOMAINS.into(), Detail::List(domains));
    }
}
