//! The rules one by one, each with the code that its no carries: those about accounts and members.
//!
//! To see one fail, take its line out: the name of each test says which rule it is for.

use super::Tables;
use super::{
    Command, Desk, Done, KEY, Kind, Proof, Run, closed, code, expiring, open, person, role, user,
};
use crate::account::{Presence, State};
use crate::{InviteId, Name, Refusal};

#[test]
fn rule_06_the_owner_stays_with_the_owners_role() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "admin");
    for caller in [&owner, &ada] {
        let demote = Command::ChangeRole {
            user: user(&owner),
            role: role("basic"),
        };
        assert_eq!(desk.run(caller, &demote), Err(Refusal::OwnerProtected));
        let remove = Command::Remove { user: user(&owner) };
        assert_eq!(desk.run(caller, &remove), Err(Refusal::OwnerProtected));
    }
    assert_eq!(
        code(desk.run(
            &ada,
            &Command::Revert {
                confirm_name: Some("Test Production".into()),
                run: Run::Real
            }
        )),
        "forbidden"
    );
}

#[test]
fn rule_07_one_pending_invite_per_address_and_none_for_members() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let first = desk.invite(&owner, "ada", "dev").unwrap();
    assert_eq!(
        desk.invite(&owner, "ada", "basic"),
        Err(Refusal::AlreadyInvited { invite_id: first })
    );
    desk.accept(&person("ada"), first).unwrap();
    assert_eq!(
        desk.invite(&owner, "ada", "basic"),
        Err(Refusal::AlreadyMember)
    );
    let link = desk.link_invite(&owner, "dev").unwrap();
    assert_eq!(
        desk.accept(&person("ada"), link),
        Err(Refusal::AlreadyMember)
    );
    assert_eq!(
        desk.memory.invites[&link].state,
        State::Pending,
        "and it is not consumed"
    );
    assert!(desk.accept(&person("ben"), link).is_ok());
}

#[test]
fn rule_07_a_link_is_declined_by_who_is_no_member_and_an_own_invite_by_anybody() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "dev");
    let link = desk.link_invite(&owner, "dev").unwrap();
    let decline = |invite, proof| Command::Decline { invite, proof };
    let proof = desk.token(&link);
    let by_member = desk.run(&ada, &decline(link, proof));
    assert_eq!(by_member, Err(Refusal::AlreadyMember));
    assert_eq!(desk.memory.invites[&link].state, State::Pending);
    let ben = person("ben");
    let declined = Ok(Done::Invite { invite: link });
    assert_eq!(desk.run(&ben, &decline(link, proof)), declined);
    assert_eq!(
        desk.memory.invites[&link].state,
        State::Declined(user(&ben))
    );
    // Somebody who came by another way than the invite to their address.
    desk.memory.members.get_mut(&user(&ada)).unwrap().address = None;
    let own = desk.invite(&owner, "ada", "dev").unwrap();
    let declined = Ok(Done::Invite { invite: own });
    assert_eq!(desk.run(&ada, &decline(own, Proof::Inbox)), declined);
}

#[test]
fn rule_07_an_expired_invite_never_blocks() {
    let mut desk = Desk::team();
    let owner = person("owner");
    desk.run(&owner, &expiring("ada", 1)).unwrap();
    desk.pass(2);
    assert!(desk.invite(&owner, "ada", "dev").is_ok());
}

#[test]
fn rule_08_convert_keeps_the_id_and_revert_brings_the_personal_account_back() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "admin");
    let open = desk.invite(&owner, "ben", "dev").unwrap();
    let again = Command::Convert {
        name: Some(Name::parse("X", &Tables).unwrap()),
        run: Run::Real,
    };
    assert_eq!(desk.run(&owner, &again), Err(Refusal::AlreadyATeam));
    let revert = |name: &str, run| Command::Revert {
        confirm_name: Some(name.into()),
        run,
    };
    assert_eq!(
        code(desk.run(&ada, &revert("Test Production", Run::Real))),
        "forbidden"
    );
    assert_eq!(
        desk.run(&owner, &revert("test production", Run::Real)),
        Err(Refusal::NameMismatch)
    );
    let before = desk.memory.clone();
    let plan = desk.run(
        &owner,
        &Command::Revert {
            confirm_name: None,
            run: Run::Dry,
        },
    );
    let Ok(Done::Planned(plan)) = plan else {
        panic!("{plan:?}")
    };
    assert_eq!(
        (plan.members_removed, plan.invites_revoked, plan.becomes),
        (1, 1, Some(Kind::Personal))
    );
    assert_eq!(before.events, desk.memory.events);
    desk.run(&owner, &revert("Test Production", Run::Real))
        .unwrap();
    let account = desk.memory.account().unwrap();
    assert_eq!(
        (account.kind, account.name.as_str(), account.id),
        (Kind::Personal, "Owner", super::account_id())
    );
    assert_eq!(account.floor_epoch, account.epoch);
    assert_eq!(desk.memory.members.len(), 1);
    assert_eq!(desk.memory.invites[&open].state, State::Revoked);
    assert!(
        desk.actions().contains(&"member.join"),
        "the audit log stays"
    );
    assert_eq!(
        desk.run(&owner, &revert("Owner", Run::Real)),
        Err(Refusal::NotATeam)
    );
    assert_eq!(desk.invite(&owner, "x", "dev"), Err(Refusal::NotATeam));
}

#[test]
fn rule_08_a_team_that_never_was_personal_is_closed_for_good() {
    let mut desk = Desk::empty();
    let owner = person("owner");
    let opening = open(Kind::Team, "T");
    desk.run(&owner, &opening).unwrap();
    let revert = Command::Revert {
        confirm_name: Some("T".into()),
        run: Run::Real,
    };
    assert_eq!(desk.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    assert!(matches!(desk.memory.presence, Presence::Closed(_)));
    assert!(desk.memory.members.is_empty());
    assert_eq!(
        desk.run_keyed(&owner, &revert, KEY),
        Ok(Done::Closed),
        "a retry hears the same"
    );
    assert_eq!(desk.run(&owner, &revert), Err(Refusal::NotFound));
    assert_eq!(
        desk.run(&owner, &opening),
        Err(Refusal::Conflict),
        "its id is not used again"
    );
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    assert_eq!(desk.accept(&owner, unknown), closed(None));
}

#[test]
fn rule_09_every_change_is_audited_and_a_strangers_no_is_not() {
    let mut desk = Desk::team();
    let ada = desk.joined("ada", "basic");
    assert_eq!(
        desk.actions(),
        [
            "account.create",
            "account.convert",
            "invite.create",
            "invite.accept",
            "member.join"
        ]
    );
    assert_eq!(
        code(desk.run(
            &ada,
            &Command::Update {
                name: None,
                spend_limit_cents_per_hour: Some(1)
            }
        )),
        "forbidden"
    );
    let last = desk.memory.events.last().unwrap();
    assert_eq!(
        (last.draft.outcome_word(), last.draft.action.as_str()),
        ("refused", "account.update")
    );
    let before = desk.memory.events.len();
    assert_eq!(
        code(desk.run(
            &person("eve"),
            &Command::Update {
                name: None,
                spend_limit_cents_per_hour: Some(1)
            }
        )),
        "not_found"
    );
    assert_eq!(desk.memory.events.len(), before);
}

#[test]
fn rule_09_more_than_thirty_refusals_a_minute_are_not_stored() {
    let mut desk = Desk::team();
    let ada = desk.joined("ada", "basic");
    let command = Command::Update {
        name: None,
        spend_limit_cents_per_hour: Some(1),
    };
    for _ in 0..30 {
        assert_eq!(code(desk.run(&ada, &command)), "forbidden");
    }
    let before = desk.memory.events.len();
    assert_eq!(code(desk.run(&ada, &command)), "rate_limited");
    assert_eq!(desk.memory.events.len(), before);
    desk.pass(61);
    assert_eq!(code(desk.run(&ada, &command)), "forbidden");
}

#[test]
fn rule_11_a_vanished_role_and_an_unknown_one_carry_nothing() {
    let mut desk = Desk::team();
    let dora = desk.joined("dora", "dev");
    desk.policy = super::narrower_policy();
    assert_eq!(code(desk.run(&dora, &Command::Attend)), "forbidden");
    let change = Command::ChangeRole {
        user: user(&dora),
        role: role("no-such-role"),
    };
    assert_eq!(code(desk.run(&person("owner"), &change)), "invalid_request");
}

#[test]
fn rule_12_only_the_changed_members_token_is_stale() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "dev");
    let ben = desk.joined("ben", "dev");
    let epoch = desk.memory.account().unwrap().epoch;
    let current = |desk: &Desk, who: &super::Caller, epoch: u64| {
        let judged = |one: Option<&crate::UserId>| {
            let epochs = crate::account::read::epochs(&desk.memory, desk.now, one).unwrap();
            epochs.unwrap().check_member(
                &user(who),
                epoch.min(desk.memory.account().unwrap().epoch),
                0,
            )
        };
        let found = judged(None);
        assert_eq!(
            found,
            judged(Some(&user(who))),
            "the view of all agrees with the view of one"
        );
        found == crate::freshness::MemberStatus::Current
    };
    assert!(current(&desk, &ada, epoch) && current(&desk, &ben, epoch));
    desk.run(
        &owner,
        &Command::ChangeRole {
            user: user(&ada),
            role: role("billing"),
        },
    )
    .unwrap();
    assert!(
        !current(&desk, &ada, epoch),
        "the changed member's token is refused"
    );
    assert!(current(&desk, &ben, epoch), "nobody else's");
    desk.run(&owner, &Command::Remove { user: user(&ben) })
        .unwrap();
    assert!(
        !current(&desk, &ben, u64::MAX),
        "a removed member has none that counts"
    );
    let now = desk.memory.account().unwrap().epoch;
    desk.run(
        &owner,
        &Command::Revert {
            confirm_name: Some("Test Production".into()),
            run: Run::Real,
        },
    )
    .unwrap();
    assert!(!current(&desk, &owner, now), "a revert ends them all");
}
