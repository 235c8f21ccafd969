//! The rules one by one, each with the code that its no carries: those about invites.
//!
//! To see one fail, take its line out: the name of each test says which rule it is for.

use alloc::format;

use super::{
    Command, Desk, Done, Link, Person, Proof, address, closed, code, expiring, person, resend,
    role, someone, user,
};
use crate::account::{State, Status};
use crate::{InviteId, Policy, Refusal, Why};

#[test]
fn rule_01_an_invite_is_accepted_once_and_a_repeat_is_the_same_membership() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "dev");
    let invite = *desk.memory.invites.keys().next().unwrap();
    let before = desk.memory.clone();
    assert_eq!(desk.accept(&ada, invite), Ok(Done::Accepted { invite }));
    assert_eq!(desk.memory.events, before.events, "a repeat writes nothing");
    assert_eq!(desk.memory.members, before.members);
    assert_eq!(
        desk.accept(&person("ben"), invite),
        closed(None),
        "to another it is closed"
    );
    desk.run(&owner, &Command::Remove { user: user(&ada) })
        .unwrap();
    assert_eq!(
        desk.accept(&ada, invite),
        closed(Some(Why::Used)),
        "the membership ended"
    );
    desk.pass(1);
    let second = desk.invite(&owner, "ada", "dev").unwrap();
    desk.accept(&ada, second).unwrap();
    assert_eq!(
        desk.accept(&ada, invite),
        closed(Some(Why::Used)),
        "another membership is not that one"
    );
}

#[test]
fn rule_03_invites_live_until_decided_unless_a_life_is_given() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let lasting = desk.invite(&owner, "ada", "dev").unwrap();
    let short = desk.created(&owner, &expiring("ben", 60)).unwrap();
    desk.pass(59);
    assert_eq!(
        desk.memory.invites[&short].status(desk.now),
        Status::Pending
    );
    desk.pass(1);
    assert_eq!(
        desk.memory.invites[&short].status(desk.now),
        Status::Expired
    );
    assert_eq!(
        desk.accept(&person("ben"), short),
        closed(Some(Why::Expired))
    );
    assert_eq!(
        code(desk.run(&owner, &resend(short, Link::Keep))),
        "invite_closed"
    );
    desk.pass(40 * 365 * 86_400);
    assert!(desk.accept(&person("ada"), lasting).is_ok());
    for life in [0, 31_536_001] {
        let command = expiring("ben", life);
        assert_eq!(code(desk.run(&owner, &command)), "invalid_request");
    }
}

#[test]
fn rule_04_a_targeted_invite_is_for_its_verified_address_alone() {
    let mut desk = Desk::team();
    let invite = desk.invite(&person("owner"), "ada", "dev").unwrap();
    let eve = person("eve");
    let token = desk.token(&invite);
    let hint = address("ada").masked();
    let wrong = Err(Refusal::WrongAccount { hint });
    assert_eq!(
        desk.run(
            &eve,
            &Command::Accept {
                invite,
                proof: token
            }
        ),
        wrong
    );
    assert_eq!(
        desk.run(
            &eve,
            &Command::Decline {
                invite,
                proof: token
            }
        ),
        wrong
    );
    let inbox = Proof::Inbox;
    assert_eq!(
        desk.run(
            &eve,
            &Command::Accept {
                invite,
                proof: inbox
            }
        ),
        closed(None)
    );
    let unverified = super::Caller::User(Person {
        address: None,
        ..someone("ada")
    });
    assert_eq!(
        desk.run(
            &unverified,
            &Command::Accept {
                invite,
                proof: token
            }
        ),
        Err(Refusal::EmailUnverified)
    );
    assert_eq!(
        desk.memory.invites[&invite].state,
        State::Pending,
        "nobody has harmed it"
    );
    assert!(
        desk.run(
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
    let mut desk = Desk::team();
    desk.policy = Policy::from_toml(&format!(
        "{}\n[[role]]\nname = \"recruiter\"\ntitle = \"Recruiter\"\npermissions = [\"team:access\", \"pods:connect\", \"members:invite\", \"members:manage\"]\n[[role]]\nname = \"guest\"\ntitle = \"Guest\"\npermissions = [\"team:access\"]\n",
        super::DEFAULT_POLICY
    ))
    .unwrap();
    let owner = person("owner");
    let rita = desk.joined("rita", "recruiter");
    let dora = desk.joined("dora", "dev");
    assert_eq!(
        code(desk.run(
            &rita,
            &Command::ChangeRole {
                user: user(&dora),
                role: role("guest")
            }
        )),
        "forbidden"
    );
    assert_eq!(
        code(desk.run(&rita, &Command::Remove { user: user(&dora) })),
        "forbidden"
    );
    assert_eq!(
        desk.invite(&rita, "x", "dev"),
        Err(Refusal::RoleExceedsGrantor)
    );
    assert_eq!(
        desk.invite(&rita, "x", "billing"),
        Err(Refusal::RoleExceedsGrantor)
    );
    let by_owner = desk.invite(&owner, "y", "dev").unwrap();
    assert_eq!(
        code(desk.run(&rita, &resend(by_owner, Link::Keep))),
        "role_exceeds_grantor"
    );
    let small = desk.invite(&rita, "z", "guest").unwrap();
    assert_eq!(
        code(desk.run(
            &rita,
            &Command::ChangeRole {
                user: user(&rita),
                role: role("admin")
            }
        )),
        "role_exceeds_grantor",
        "not even for themself"
    );
    desk.run(
        &owner,
        &Command::ChangeRole {
            user: user(&rita),
            role: role("basic"),
        },
    )
    .unwrap();
    assert_eq!(
        desk.memory.invites[&small].state,
        State::Revoked,
        "demotion takes their invites along"
    );
    assert_eq!(desk.accept(&person("z"), small), closed(Some(Why::Revoked)));
}

#[test]
fn rule_05_the_grantor_is_asked_again_at_accept() {
    let mut desk = Desk::team();
    let invite = desk.invite(&person("owner"), "ada", "admin").unwrap();
    // No command leaves it like this; whatever once will, accept still looks.
    desk.memory.invites.get_mut(&invite).unwrap().inviter.user = user(&person("nobody"));
    assert_eq!(
        desk.accept(&person("ada"), invite),
        Err(Refusal::RoleExceedsGrantor)
    );
    let owner = user(&person("owner"));
    desk.memory.invites.get_mut(&invite).unwrap().inviter.user = owner;
    assert!(desk.accept(&person("ada"), invite).is_ok());
}

#[test]
fn rule_05_removing_a_member_revokes_what_they_granted_and_what_is_for_them() {
    let mut desk = Desk::team();
    let ada = desk.joined("ada", "admin");
    let granted = desk.invite(&ada, "ben", "dev").unwrap();
    desk.memory.members.get_mut(&user(&ada)).unwrap().address = Some(address("elsewhere"));
    let for_them = desk.invite(&person("owner"), "ada", "dev").unwrap();
    desk.memory.members.get_mut(&user(&ada)).unwrap().address = Some(address("ada"));
    desk.run(&person("owner"), &Command::Remove { user: user(&ada) })
        .unwrap();
    assert_eq!(desk.memory.invites[&granted].state, State::Revoked);
    assert_eq!(desk.memory.invites[&for_them].state, State::Revoked);
    let details = &desk.memory.events.last().unwrap().draft.details;
    assert!(
        details.contains_key("invitesRevoked"),
        "the cascade is told in the same event"
    );
}

#[test]
fn rule_10_a_stranger_hears_the_same_of_every_closed_invite() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "dev");
    let used = *desk.memory.invites.keys().next().unwrap();
    let revoked = desk.link_invite(&owner, "dev").unwrap();
    desk.run(&owner, &Command::Revoke { invite: revoked })
        .unwrap();
    let declined = desk.invite(&owner, "ben", "dev").unwrap();
    desk.run(
        &person("ben"),
        &Command::Decline {
            invite: declined,
            proof: Proof::Inbox,
        },
    )
    .unwrap();
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    let rotated = desk.link_invite(&owner, "dev").unwrap();
    let old = desk.token(&rotated);
    desk.run(&owner, &resend(rotated, Link::Rotate)).unwrap();
    let eve = person("eve");
    for invite in [used, revoked, declined, unknown] {
        assert_eq!(desk.accept(&eve, invite), closed(None));
    }
    assert_eq!(
        desk.run(
            &eve,
            &Command::Accept {
                invite: rotated,
                proof: old
            }
        ),
        closed(None)
    );
    assert_eq!(
        desk.accept(&person("ben"), declined),
        closed(Some(Why::Declined)),
        "the invitee learns why"
    );
    drop(ada);
}

#[test]
fn rule_13_a_link_invite_never_carries_the_keys_of_the_house() {
    let mut desk = Desk::team();
    let owner = person("owner");
    assert_eq!(
        code(
            desk.link_invite(&owner, "admin")
                .map(|invite| Done::Invite { invite })
        ),
        "forbidden"
    );
    let invite = desk.link_invite(&owner, "dev").unwrap();
    let unverified = super::Caller::User(Person {
        address: None,
        ..someone("ada")
    });
    assert_eq!(
        desk.accept(&unverified, invite),
        Err(Refusal::EmailUnverified)
    );
    let by_id = Command::Accept {
        invite,
        proof: Proof::Inbox,
    };
    assert_eq!(
        desk.run(&person("ada"), &by_id),
        closed(None),
        "by token only"
    );
    desk.accept(&person("ada"), invite).unwrap();
    assert_eq!(
        desk.accept(&person("ben"), invite),
        closed(None),
        "single-use"
    );
}

#[test]
fn a_team_invites_and_resends_as_often_as_its_budget_says_and_the_next_waits() {
    let budget = |count| {
        Some(crate::budget::Budget {
            count,
            seconds: 3600,
        })
    };
    let mut desk = Desk::team();
    let (owner, ada) = (person("owner"), desk.joined("ada", "admin"));
    desk.pass(3600);
    desk.budgets.invites = budget(2);
    desk.budgets.resends = budget(1);
    let first = desk.invite(&owner, "ben", "dev").unwrap();
    desk.pass(600);
    desk.invite(&ada, "cal", "dev").unwrap();
    desk.pass(600);
    let limited = Err(Refusal::RateLimited { retry_after: 2400 });
    assert_eq!(
        desk.invite(&owner, "dan", "dev"),
        limited,
        "whoever does it"
    );
    desk.pass(2399);
    assert!(
        desk.invite(&ada, "dan", "dev").is_err(),
        "a second too early"
    );
    desk.pass(1);
    let third = desk.invite(&ada, "dan", "dev").unwrap();
    let resend = |invite| Command::Resend {
        invite,
        link: Link::Keep,
        expires_in: None,
    };
    desk.run(&owner, &resend(first)).unwrap();
    let refused = desk.run(&owner, &resend(third));
    assert_eq!(refused, Err(Refusal::RateLimited { retry_after: 3600 }));
    desk.budgets.resends = None;
    desk.run(&owner, &resend(third)).unwrap();
}
