//! What the tests of link invites have in common.

use alloc::format;
use alloc::vec::Vec;

use super::{Caller, Command, Done, Fixture, Person, assigned, person, someone};
use crate::account::InviteUpdate;
use crate::account::read::{self, Preview};
use crate::mail::MailRequest;
use crate::{Address, Domain, FieldCode, InviteId, Refusal};

pub(super) fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

/// A link invite as *dev*, for this many users with addresses of these domains.
pub(super) fn link(max_uses: impl Into<Option<u64>>, domains: &[&str]) -> Command {
    Command::Invite {
        address: None,
        mailbox: None,
        assignment: assigned("dev"),
        expires_in: None,
        membership_expires_in: None,
        projects: Vec::new(),
        max_uses: max_uses.into(),
        domains: domains.iter().copied().map(domain).collect(),
        note: None,
        mail: MailRequest::default(),
    }
}

pub(super) fn for_several(fixture: &mut Fixture, max_uses: u64) -> InviteId {
    fixture
        .create_invite(&person("owner"), &link(max_uses, &[]))
        .unwrap()
}

/// A user whose verified address has this domain.
pub(super) fn at(name: &str, of: &str) -> Caller {
    Caller::User(Person {
        address: Some(Address::parse(&format!("{name}@{of}")).unwrap()),
        ..someone(name)
    })
}

pub(super) const fn edit(invite: InviteId, update: InviteUpdate) -> Command {
    Command::UpdateInvite { invite, update }
}

pub(super) fn set_max_uses(invite: InviteId, max_uses: u64) -> Command {
    let update = InviteUpdate {
        max_uses: Some(max_uses),
        ..InviteUpdate::default()
    };
    edit(invite, update)
}

pub(super) fn set_domains(invite: InviteId, domains: &[&str]) -> Command {
    let update = InviteUpdate {
        domains: Some(domains.iter().copied().map(domain).collect()),
        ..InviteUpdate::default()
    };
    edit(invite, update)
}

pub(super) fn wrong_fields(
    outcome: Result<Done, Refusal>,
) -> Vec<(alloc::string::String, FieldCode)> {
    match outcome {
        Err(Refusal::InvalidRequest { errors }) => errors
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect(),
        Ok(_) | Err(_) => Vec::new(),
    }
}

pub(super) fn preview(
    fixture: &Fixture,
    viewer: &Caller,
    invite: &InviteId,
    generation: u32,
) -> Preview {
    let Caller::User(viewer) = viewer else {
        panic!("a service previews nothing")
    };
    match read::preview(
        &fixture.memory,
        fixture.now,
        Some(viewer),
        invite,
        generation,
    ) {
        Ok(preview) => preview,
        Err(never) => match never {},
    }
}
