//! The rules about link invites for several users. The name of a test has the number of its rule.

use super::link_invite_fixture::*;
use super::*;
use crate::account::read::Preview;
use crate::account::{State, Status};
use crate::{ClosedReason, InviteId, Refusal};

#[test]
fn rule_01_as_many_users_join_as_the_link_allows_each_once() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 3);
    for (number, name) in ["ada", "ben", "cleo"].into_iter().enumerate() {
        assert_eq!(
            fixture.memory.invites[&invite].status(fixture.now),
            Status::Pending
        );
        fixture.accept(&person(name), invite).unwrap();
        // A repeat changes nothing and uses nothing.
        let before = fixture.memory.clone();
        assert_eq!(
            fixture.accept(&person(name), invite),
            Ok(Done::Accepted { invite })
        );
        assert_eq!(fixture.memory.events, before.events);
        assert_eq!(fixture.memory.invites, before.invites);
        let uses = usize::try_from(fixture.memory.invites[&invite].uses);
        assert_eq!(uses, Ok(number + 1));
    }
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(stored.state, State::Accepted(user(&person("cleo"))));
    assert_eq!(stored.decided_at, Some(fixture.now));
    assert_eq!(fixture.accept(&person("dan"), invite), closed(None));
    assert_eq!(fixture.memory.account().unwrap().member_count, 4);
    assert_eq!(fixture.memory.redemptions.len(), 3);
    for name in ["ada", "ben", "cleo"] {
        let member = fixture.member(&person(name)).unwrap();
        assert_eq!(member.invited_by, Some(user(&person("owner"))));
        // Also after the last use, a repeat is the same membership.
        assert_eq!(
            fixture.accept(&person(name), invite),
            Ok(Done::Accepted { invite })
        );
    }
}

#[test]
fn rule_01_a_repeat_by_who_lost_the_membership_is_refused_while_the_link_is_open() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 10);
    for name in ["ada", "ben", "cleo", "dan"] {
        fixture.accept(&person(name), invite).unwrap();
    }
    let suspend = MemberUpdate {
        suspended: Some(true),
        ..MemberUpdate::default()
    };
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now),
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&person("ada")), suspend))
        .unwrap();
    fixture
        .run(&owner, &update_member(user(&person("ben")), end))
        .unwrap();
    let removed = |name| Command::Remove {
        user: user(&person(name)),
    };
    fixture.run(&owner, &removed("cleo")).unwrap();
    fixture.run(&person("dan"), &removed("dan")).unwrap();
    for (name, expected) in [
        ("ada", Err(Refusal::AlreadyMember)),
        ("ben", Err(Refusal::AlreadyMember)),
        ("cleo", closed(Some(ClosedReason::Used))),
        ("dan", closed(Some(ClosedReason::Used))),
    ] {
        assert_eq!(fixture.accept(&person(name), invite), expected, "{name}");
    }
    let stored = &fixture.memory.invites[&invite];
    assert_eq!((stored.uses, &stored.state), (4, &State::Pending));
    // Who was removed cannot close it to the others either.
    let proof = fixture.token(&invite);
    let decline = Command::Decline { invite, proof };
    assert_eq!(
        fixture.run(&person("cleo"), &decline),
        closed(Some(ClosedReason::Used))
    );
    // A later membership by another invite is another one.
    fixture.advance(1);
    let second = fixture.invite(&owner, "cleo", "dev").unwrap();
    fixture.accept(&person("cleo"), second).unwrap();
    assert_eq!(
        fixture.accept(&person("cleo"), invite),
        closed(Some(ClosedReason::Used))
    );
    assert!(fixture.accept(&person("eve"), invite).is_ok());
}

#[test]
fn rule_01_a_repeat_is_recognised_after_the_link_was_rotated_narrowed_or_revoked() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 10);
    let (ada, ben) = (person("ada"), person("ben"));
    let old = fixture.token(&invite);
    let generation = fixture.memory.invites[&invite].generation;
    let accept = Command::Accept { invite, proof: old };
    fixture.run(&ada, &accept).unwrap();
    fixture.advance(60);
    fixture.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    assert_eq!(fixture.run(&ada, &accept), Ok(Done::Accepted { invite }));
    assert_eq!(
        fixture.run(&ben, &accept),
        closed(None),
        "the old link is closed"
    );
    assert!(matches!(
        preview(&fixture, &ada, &invite, generation),
        Preview::Closed {
            why: Some(ClosedReason::Used),
            joined: Some(_)
        }
    ));
    fixture
        .run(&owner, &set_domains(invite, &["other.example"]))
        .unwrap();
    assert_eq!(fixture.accept(&ada, invite), Ok(Done::Accepted { invite }));
    fixture.run(&owner, &Command::Revoke { invite }).unwrap();
    assert_eq!(fixture.accept(&ada, invite), Ok(Done::Accepted { invite }));
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(
        (stored.uses, &stored.state),
        (1, &State::Revoked),
        "revoking keeps the uses"
    );
    assert_eq!(
        code(fixture.accept(&at("ben", "other.example"), invite)),
        "invite_closed"
    );
}

#[test]
fn rule_03_a_link_that_was_used_expires_like_any_other() {
    let mut fixture = Fixture::team();
    let mut command = link(5, &[]);
    if let Command::Invite { expires_in, .. } = &mut command {
        *expires_in = Some(60);
    }
    let invite = fixture.create_invite(&person("owner"), &command).unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    fixture.advance(60);
    assert_eq!(fixture.accept(&person("ben"), invite), closed(None));
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Ok(Done::Accepted { invite })
    );
}

#[test]
fn rule_05_the_grantor_is_checked_at_each_accept() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let admin = fixture.join("admin", "admin");
    let invite = fixture.create_invite(&admin, &link(5, &[])).unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    // An end revokes no invites, so what refuses the next accept is the check at the accept.
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now.plus_seconds(10)),
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&admin), end))
        .unwrap();
    fixture.accept(&person("ben"), invite).unwrap();
    fixture.advance(10);
    assert_eq!(
        fixture.accept(&person("cleo"), invite),
        Err(Refusal::RoleExceedsGrantor)
    );
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Ok(Done::Accepted { invite }),
        "a repeat needs no grantor"
    );
    fixture
        .run(&owner, &change_role(user(&admin), "dev"))
        .unwrap();
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(
        (&stored.state, stored.uses),
        (&State::Revoked, 2),
        "a demotion revokes it, and its uses stay"
    );
}

#[test]
fn rule_05_who_edits_the_limits_becomes_the_grantor() {
    let mut fixture = Fixture::team();
    let admin = fixture.join("admin", "admin");
    let invite = for_several(&mut fixture, 5);
    fixture.run(&admin, &set_max_uses(invite, 6)).unwrap();
    assert_eq!(fixture.memory.invites[&invite].inviter.user, user(&admin));
    let dev = fixture.join("dev", "dev");
    assert_eq!(
        code(fixture.run(&dev, &set_max_uses(invite, 7))),
        "forbidden"
    );
}

#[test]
fn rule_07_a_member_who_accepts_a_link_uses_nothing() {
    let mut fixture = Fixture::team();
    let member = fixture.join("member", "basic");
    let invite = for_several(&mut fixture, 2);
    assert_eq!(fixture.accept(&member, invite), Err(Refusal::AlreadyMember));
    assert_eq!(
        fixture.accept(&person("owner"), invite),
        Err(Refusal::AlreadyMember)
    );
    let stored = &fixture.memory.invites[&invite];
    assert_eq!((stored.uses, &stored.state), (0, &State::Pending));
    assert!(fixture.memory.redemptions.is_empty());
    assert_eq!(
        fixture.member(&member).unwrap().assignment,
        assigned("basic")
    );
}

#[test]
fn rule_07_joining_by_a_link_revokes_the_users_targeted_invite() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 2);
    let targeted = fixture.invite(&owner, "ada", "admin").unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    assert_eq!(fixture.memory.invites[&targeted].state, State::Revoked);
    let member = fixture.member(&person("ada")).unwrap();
    assert_eq!(member.assignment, assigned("dev"));
}

#[test]
fn rule_10_a_stranger_learns_nothing_and_who_used_it_learns_why() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 1);
    let other = for_several(&mut fixture, 2);
    for id in [invite, other] {
        fixture.accept(&person("ada"), id).ok();
    }
    fixture
        .run(
            &person("ada"),
            &Command::Remove {
                user: user(&person("ada")),
            },
        )
        .unwrap();
    fixture
        .run(&person("owner"), &Command::Revoke { invite: other })
        .unwrap();
    let unknown = InviteId::new(account_id(), [0xEE; 16]);
    for id in [invite, other, unknown] {
        assert_eq!(fixture.accept(&person("eve"), id), closed(None));
        assert!(matches!(
            preview(&fixture, &person("eve"), &id, 0),
            Preview::Closed {
                why: None,
                joined: None
            }
        ));
    }
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        closed(Some(ClosedReason::Used))
    );
    assert_eq!(
        fixture.accept(&person("ada"), other),
        closed(None),
        "who did not use it is a stranger to it"
    );
}
