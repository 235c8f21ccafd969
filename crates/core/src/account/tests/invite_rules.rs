//! The rules about invites, one by one. The name of a test has the number of its rule.

use alloc::format;

use super::{
    Command, Done, Fixture, Link, Person, Proof, address, change_role, closed, code, expiring,
    person, resend, someone, user,
};
use crate::account::{State, Status};
use crate::mail::MailRequest;
use crate::{ClosedReason, InviteId, Policy, Refusal};

#[test]
fn rule_01_an_invite_is_accepted_once_and_a_repeat_is_the_same_membership() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let invite = *fixture.memory.invites.keys().next().unwrap();
    let before = fixture.memory.clone();
    assert_eq!(fixture.accept(&ada, invite), Ok(Done::Accepted { invite }));
    assert_eq!(
        fixture.memory.events, before.events,
        "a repeat writes nothing"
    );
    assert_eq!(fixture.memory.members, before.members);
    assert_eq!(
        fixture.accept(&person("ben"), invite),
        closed(None),
        "to another it is closed"
    );
    fixture
        .run(&owner, &Command::Remove { user: user(&ada) })
        .unwrap();
    assert_eq!(
        fixture.accept(&ada, invite),
        closed(Some(ClosedReason::Used)),
        "the membership ended"
    );
    fixture.advance(1);
    let second = fixture.invite(&owner, "ada", "dev").unwrap();
    fixture.accept(&ada, second).unwrap();
    assert_eq!(
        fixture.accept(&ada, invite),
        closed(Some(ClosedReason::Used)),
        "a later membership is another one"
    );
}

#[test]
fn rule_03_invites_live_until_decided_unless_they_expire() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let lasting = fixture.invite(&owner, "ada", "dev").unwrap();
    let short = fixture.create_invite(&owner, &expiring("ben", 60)).unwrap();
    fixture.advance(59);
    assert_eq!(
        fixture.memory.invites[&short].status(fixture.now),
        Status::Pending
    );
    fixture.advance(1);
    assert_eq!(
        fixture.memory.invites[&short].status(fixture.now),
        Status::Expired
    );
    assert_eq!(
        fixture.accept(&person("ben"), short),
        closed(Some(ClosedReason::Expired))
    );
    assert_eq!(
        code(fixture.run(&owner, &resend(short, Link::Keep))),
        "invite_closed"
    );
    fixture.advance(40 * 365 * 86_400);
    assert!(fixture.accept(&person("ada"), lasting).is_ok());
    for life in [0, 31_536_001] {
        let command = expiring("ben", life);
        assert_eq!(code(fixture.run(&owner, &command)), "invalid_request");
    }
}

#[test]
fn rule_04_a_targeted_invite_is_only_for_its_verified_address() {
    let mut fixture = Fixture::team();
    let invite = fixture.invite(&person("owner"), "ada", "dev").unwrap();
    let eve = person("eve");
    let token = fixture.token(&invite);
    let hint = address("ada").masked();
    let wrong = Err(Refusal::WrongAccount { hint });
    assert_eq!(
        fixture.run(
            &eve,
            &Command::Accept {
                invite,
                proof: token.clone()
            }
        ),
        wrong
    );
    assert_eq!(
        fixture.run(
            &eve,
            &Command::Decline {
                invite,
                proof: token.clone()
            }
        ),
        wrong
    );
    let inbox = Proof::Inbox;
    assert_eq!(
        fixture.run(
            &eve,
            &Command::Accept {
                invite,
                proof: inbox.clone()
            }
        ),
        closed(None)
    );
    let unverified = super::Caller::User(Person {
        address: None,
        ..someone("ada")
    });
    assert_eq!(
        fixture.run(
            &unverified,
            &Command::Accept {
                invite,
                proof: token
            }
        ),
        Err(Refusal::EmailUnverified)
    );
    assert_eq!(
        fixture.memory.invites[&invite].state,
        State::Pending,
        "it is unchanged"
    );
    assert!(
        fixture
            .run(
                &person("ada"),
                &Command::Accept {
                    invite,
                    proof: inbox
                }
            )
            .is_ok()
    );
}

#[test]
fn rule_05_nobody_grants_what_they_do_not_hold() {
    let mut fixture = Fixture::team();
    fixture.policy = Policy::from_toml(&format!(
        "{}\n[[role]]\nname = \"recruiter\"\ntitle = \"Recruiter\"\npermissions = [\"team:access\", \"pods:connect\", \"members:invite\", \"members:manage\"]\n[[role]]\nname = \"guest\"\ntitle = \"Guest\"\npermissions = [\"team:access\"]\n",
        super::DEFAULT_POLICY
    ))
    .unwrap();
    let owner = person("owner");
    let rita = fixture.join("rita", "recruiter");
    let dora = fixture.join("dora", "dev");
    assert_eq!(
        code(fixture.run(&rita, &change_role(user(&dora), "guest"))),
        "forbidden"
    );
    assert_eq!(
        code(fixture.run(&rita, &Command::Remove { user: user(&dora) })),
        "forbidden"
    );
    assert_eq!(
        fixture.invite(&rita, "x", "dev"),
        Err(Refusal::RoleExceedsGrantor)
    );
    assert_eq!(
        fixture.invite(&rita, "x", "billing"),
        Err(Refusal::RoleExceedsGrantor)
    );
    let by_owner = fixture.invite(&owner, "y", "dev").unwrap();
    assert_eq!(
        code(fixture.run(&rita, &resend(by_owner, Link::Keep))),
        "role_exceeds_grantor"
    );
    let small = fixture.invite(&rita, "z", "guest").unwrap();
    assert_eq!(
        code(fixture.run(&rita, &change_role(user(&rita), "admin"))),
        "role_exceeds_grantor",
        "not even for themselves"
    );
    fixture
        .run(&owner, &change_role(user(&rita), "basic"))
        .unwrap();
    assert_eq!(
        fixture.memory.invites[&small].state,
        State::Revoked,
        "a demotion revokes their invites"
    );
    assert_eq!(
        fixture.accept(&person("z"), small),
        closed(Some(ClosedReason::Revoked))
    );
}

#[test]
fn rule_05_the_grantor_is_checked_again_at_accept() {
    let mut fixture = Fixture::team();
    let invite = fixture.invite(&person("owner"), "ada", "admin").unwrap();
    // No command leaves an invite like this, but accept checks it nevertheless.
    fixture
        .memory
        .invites
        .get_mut(&invite)
        .unwrap()
        .inviter
        .user = user(&person("nobody"));
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Err(Refusal::RoleExceedsGrantor)
    );
    let owner = user(&person("owner"));
    fixture
        .memory
        .invites
        .get_mut(&invite)
        .unwrap()
        .inviter
        .user = owner;
    assert!(fixture.accept(&person("ada"), invite).is_ok());
}

#[test]
fn rule_05_removing_a_member_revokes_their_invites_and_those_to_them() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let granted = fixture.invite(&ada, "ben", "dev").unwrap();
    fixture.memory.members.get_mut(&user(&ada)).unwrap().address = Some(address("elsewhere"));
    let for_them = fixture.invite(&person("owner"), "ada", "dev").unwrap();
    fixture.memory.members.get_mut(&user(&ada)).unwrap().address = Some(address("ada"));
    fixture
        .run(&person("owner"), &Command::Remove { user: user(&ada) })
        .unwrap();
    assert_eq!(fixture.memory.invites[&granted].state, State::Revoked);
    assert_eq!(fixture.memory.invites[&for_them].state, State::Revoked);
    let details = &fixture.memory.events.last().unwrap().draft.details;
    assert!(
        details.contains_key("invitesRevoked"),
        "the event lists the revoked invites"
    );
}

#[test]
fn rule_10_a_stranger_gets_the_same_refusal_for_every_closed_invite() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let used = *fixture.memory.invites.keys().next().unwrap();
    let revoked = fixture.link_invite(&owner, "dev").unwrap();
    fixture
        .run(&owner, &Command::Revoke { invite: revoked })
        .unwrap();
    let declined = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture
        .run(
            &person("ben"),
            &Command::Decline {
                invite: declined,
                proof: Proof::Inbox,
            },
        )
        .unwrap();
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    let rotated = fixture.link_invite(&owner, "dev").unwrap();
    let old = fixture.token(&rotated);
    fixture.run(&owner, &resend(rotated, Link::Rotate)).unwrap();
    let eve = person("eve");
    for invite in [used, revoked, declined, unknown] {
        assert_eq!(fixture.accept(&eve, invite), closed(None));
    }
    assert_eq!(
        fixture.run(
            &eve,
            &Command::Accept {
                invite: rotated,
                proof: old
            }
        ),
        closed(None)
    );
    assert_eq!(
        fixture.accept(&person("ben"), declined),
        closed(Some(ClosedReason::Declined)),
        "the invitee learns why"
    );
    drop(ada);
}

#[test]
fn rule_13_a_link_invite_never_gives_management_permissions() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    assert_eq!(
        code(
            fixture
                .link_invite(&owner, "admin")
                .map(|invite| Done::Invite { invite })
        ),
        "forbidden"
    );
    let invite = fixture.link_invite(&owner, "dev").unwrap();
    let unverified = super::Caller::User(Person {
        address: None,
        ..someone("ada")
    });
    assert_eq!(
        fixture.accept(&unverified, invite),
        Err(Refusal::EmailUnverified)
    );
    let by_id = Command::Accept {
        invite,
        proof: Proof::Inbox,
    };
    assert_eq!(
        fixture.run(&person("ada"), &by_id),
        closed(None),
        "by token only"
    );
    fixture.accept(&person("ada"), invite).unwrap();
    assert_eq!(
        fixture.accept(&person("ben"), invite),
        closed(None),
        "single-use"
    );
}

#[test]
fn invites_and_resends_beyond_the_teams_budget_are_rate_limited() {
    let budget = |count| {
        Some(crate::budget::Budget {
            count,
            seconds: 3600,
        })
    };
    let mut fixture = Fixture::team();
    let (owner, ada) = (person("owner"), fixture.join("ada", "admin"));
    fixture.advance(3600);
    fixture.budgets.invites = budget(2);
    fixture.budgets.resends = budget(1);
    let first = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture.advance(600);
    fixture.invite(&ada, "cal", "dev").unwrap();
    fixture.advance(600);
    let limited = Err(Refusal::RateLimited { retry_after: 2400 });
    assert_eq!(
        fixture.invite(&owner, "dan", "dev"),
        limited,
        "the budget is the team's"
    );
    fixture.advance(2399);
    assert!(
        fixture.invite(&ada, "dan", "dev").is_err(),
        "a second too early"
    );
    fixture.advance(1);
    let third = fixture.invite(&ada, "dan", "dev").unwrap();
    let resend = |invite| Command::Resend {
        invite,
        link: Link::Keep,
        expires_in: None,
        mail: MailRequest::default(),
    };
    fixture.run(&owner, &resend(first)).unwrap();
    let refused = fixture.run(&owner, &resend(third));
    assert_eq!(refused, Err(Refusal::RateLimited { retry_after: 3600 }));
    fixture.budgets.resends = None;
    fixture.run(&owner, &resend(third)).unwrap();
}
