//! The rules about the links of invites.

use alloc::string::String;

use super::{DEFAULT_POLICY, Fixture, Link, account_id, pepper, person, resend};
use crate::account::read;
use crate::link::InviteCode;
use crate::{InviteId, Policy, Refusal};

/// The code of an invite's link.
fn link_code(fixture: &Fixture, invite: &InviteId) -> String {
    let generation = fixture.memory.invites[invite].generation;
    let code = InviteCode::new(*invite, generation).unwrap();
    code.seal(pepper())
}

#[test]
fn new_links_end_in_a_letter_or_digit_and_old_ones_stay() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let mut skipped = 0;
    for number in 0..200 {
        let invite = fixture.link_invite(&owner, "dev").unwrap();
        let first = fixture.memory.invites[&invite].generation;
        for _ in 0..2 {
            let code = link_code(&fixture, &invite);
            assert!(
                code.ends_with(|c: char| c.is_ascii_alphanumeric()),
                "{code}"
            );
            fixture.advance(60);
            let before = fixture.memory.invites[&invite].generation;
            fixture.run(&owner, &resend(invite, Link::Rotate)).unwrap();
            assert!(
                fixture.memory.invites[&invite].generation > before,
                "{number}"
            );
        }
        skipped += usize::from(first > 0);
    }
    assert!(
        skipped > 0,
        "no generation was skipped, so nothing was tested"
    );
    // A link of before that ends in punctuation is copied as it is.
    let old = (0..u8::MAX)
        .map(|byte| InviteId::new(account_id(), [byte; 16]))
        .find(|id| {
            let code = InviteCode::new(*id, 0).unwrap().seal(pepper());
            code.ends_with(['-', '_'])
        })
        .unwrap();
    let mut row = fixture.memory.invites.values().next().unwrap().clone();
    (row.id, row.generation) = (old, 0);
    fixture.memory.invites.insert(old, row);
    let context = fixture.context(&owner);
    let copied = read::link(&fixture.memory, &context, &old)
        .unwrap()
        .unwrap();
    assert_eq!(copied.generation, 0);
}

#[test]
fn rule_13_a_link_whose_role_has_become_management_is_not_copied() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let link = fixture.link_invite(&owner, "basic").unwrap();
    let targeted = fixture.invite(&owner, "ada", "basic").unwrap();
    let file = DEFAULT_POLICY.replacen(
        "permissions = [\"team:access\", \"pods:connect\", \"serverless:invoke\", \"clusters:connect\"]",
        "permissions = [\"team:access\", \"members:invite\"]",
        1,
    );
    assert_ne!(file, DEFAULT_POLICY);
    fixture.policy = Policy::from_toml(&file).unwrap();
    // A read adopts no policy.
    let context = fixture.context(&owner);
    let copied = |id| read::link(&fixture.memory, &context, id).unwrap();
    assert_eq!(copied(&link), Err(Refusal::RoleExceedsGrantor));
    assert!(copied(&targeted).is_ok());
}
