//! The rules about accounts and members, one by one. The name of a test has the number of its rule.

use super::{
    Command, Done, Fixture, KEY, Kind, Proof, Run, change_role, closed, code, expiring, open,
    person, user,
};
use crate::account::{Presence, State};
use crate::freshness::TokenEpoch;
use crate::{InviteId, Name, Refusal};

#[test]
fn rule_06_the_owner_is_not_demoted_or_removed() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    for caller in [&owner, &ada] {
        let demote = change_role(user(&owner), "basic");
        assert_eq!(fixture.run(caller, &demote), Err(Refusal::OwnerProtected));
        let remove = Command::Remove { user: user(&owner) };
        assert_eq!(fixture.run(caller, &remove), Err(Refusal::OwnerProtected));
    }
    assert_eq!(
        code(fixture.run(
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
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let first = fixture.invite(&owner, "ada", "dev").unwrap();
    assert_eq!(
        fixture.invite(&owner, "ada", "basic"),
        Err(Refusal::AlreadyInvited { invite_id: first })
    );
    fixture.accept(&person("ada"), first).unwrap();
    assert_eq!(
        fixture.invite(&owner, "ada", "basic"),
        Err(Refusal::AlreadyMember)
    );
    let link = fixture.link_invite(&owner, "dev").unwrap();
    assert_eq!(
        fixture.accept(&person("ada"), link),
        Err(Refusal::AlreadyMember)
    );
    assert_eq!(
        fixture.memory.invites[&link].state,
        State::Pending,
        "and it is not consumed"
    );
    assert!(fixture.accept(&person("ben"), link).is_ok());
}

#[test]
fn rule_07_a_member_declines_only_an_invite_to_their_own_address() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let link = fixture.link_invite(&owner, "dev").unwrap();
    let decline = |invite, proof| Command::Decline { invite, proof };
    let proof = fixture.token(&link);
    let by_member = fixture.run(&ada, &decline(link, proof.clone()));
    assert_eq!(by_member, Err(Refusal::AlreadyMember));
    assert_eq!(fixture.memory.invites[&link].state, State::Pending);
    let ben = person("ben");
    let declined = Ok(Done::Invite { invite: link });
    assert_eq!(fixture.run(&ben, &decline(link, proof)), declined);
    assert_eq!(
        fixture.memory.invites[&link].state,
        State::Declined(user(&ben))
    );
    // A member whose verified address is unknown to the account.
    fixture.memory.members.get_mut(&user(&ada)).unwrap().address = None;
    let own = fixture.invite(&owner, "ada", "dev").unwrap();
    let declined = Ok(Done::Invite { invite: own });
    assert_eq!(fixture.run(&ada, &decline(own, Proof::Inbox)), declined);
}

#[test]
fn rule_07_an_expired_invite_never_blocks() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    fixture.run(&owner, &expiring("ada", 1)).unwrap();
    fixture.advance(2);
    assert!(fixture.invite(&owner, "ada", "dev").is_ok());
}

#[test]
fn rule_08_convert_keeps_the_id_and_revert_restores_the_personal_account() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let open = fixture.invite(&owner, "ben", "dev").unwrap();
    let again = Command::Convert {
        name: Some(Name::parse("X").unwrap()),
        run: Run::Real,
    };
    assert_eq!(fixture.run(&owner, &again), Err(Refusal::AlreadyATeam));
    let revert = |name: &str, run| Command::Revert {
        confirm_name: Some(name.into()),
        run,
    };
    assert_eq!(
        code(fixture.run(&ada, &revert("Test Production", Run::Real))),
        "forbidden"
    );
    assert_eq!(
        fixture.run(&owner, &revert("test production", Run::Real)),
        Err(Refusal::NameMismatch)
    );
    let before = fixture.memory.clone();
    let plan = fixture.run(
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
    assert_eq!(before.events, fixture.memory.events);
    fixture
        .run(&owner, &revert("Test Production", Run::Real))
        .unwrap();
    let account = fixture.memory.account().unwrap();
    assert_eq!(
        (account.kind, account.name.as_str(), account.id),
        (Kind::Personal, "Owner", super::account_id())
    );
    assert_eq!(account.floor_epoch, account.epoch);
    assert_eq!(fixture.memory.members.len(), 1);
    assert_eq!(fixture.memory.invites[&open].state, State::Revoked);
    assert!(
        fixture.actions().contains(&"member.join"),
        "the audit log stays"
    );
    assert_eq!(
        fixture.run(&owner, &revert("Owner", Run::Real)),
        Err(Refusal::NotATeam)
    );
    assert_eq!(fixture.invite(&owner, "x", "dev"), Err(Refusal::NotATeam));
}

#[test]
fn rule_08_a_team_that_was_never_personal_is_closed() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    let opening = open(Kind::Team, "T");
    fixture.run(&owner, &opening).unwrap();
    let revert = Command::Revert {
        confirm_name: Some("T".into()),
        run: Run::Real,
    };
    assert_eq!(fixture.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    assert!(matches!(fixture.memory.presence, Presence::Closed(_)));
    assert!(fixture.memory.members.is_empty());
    assert_eq!(
        fixture.run_keyed(&owner, &revert, KEY),
        Ok(Done::Closed),
        "a retry returns the same"
    );
    assert_eq!(fixture.run(&owner, &revert), Err(Refusal::NotFound));
    assert_eq!(
        fixture.run(&owner, &opening),
        Err(Refusal::Conflict),
        "its id is not used again"
    );
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    assert_eq!(fixture.accept(&owner, unknown), closed(None));
}

#[test]
fn rule_09_every_change_is_audited_and_a_strangers_refusal_is_not() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "basic");
    assert_eq!(
        fixture.actions(),
        [
            "account.create",
            "account.convert",
            "invite.create",
            "invite.accept",
            "member.join"
        ]
    );
    assert_eq!(
        code(fixture.run(
            &ada,
            &Command::Update {
                name: None,
                spend_limit_cents_per_hour: Some(1)
            }
        )),
        "forbidden"
    );
    let last = fixture.memory.events.last().unwrap();
    assert_eq!(
        (last.draft.outcome_word(), last.draft.action.as_str()),
        ("refused", "account.update")
    );
    let before = fixture.memory.events.len();
    assert_eq!(
        code(fixture.run(
            &person("eve"),
            &Command::Update {
                name: None,
                spend_limit_cents_per_hour: Some(1)
            }
        )),
        "not_found"
    );
    assert_eq!(fixture.memory.events.len(), before);
}

#[test]
fn rule_09_more_than_thirty_refusals_a_minute_are_not_stored() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "basic");
    let command = Command::Update {
        name: None,
        spend_limit_cents_per_hour: Some(1),
    };
    for _ in 0..30 {
        assert_eq!(code(fixture.run(&ada, &command)), "forbidden");
    }
    let before = fixture.memory.events.len();
    assert_eq!(code(fixture.run(&ada, &command)), "rate_limited");
    assert_eq!(fixture.memory.events.len(), before);
    fixture.advance(61);
    assert_eq!(code(fixture.run(&ada, &command)), "forbidden");
}

#[test]
fn rule_11_a_removed_or_unknown_role_has_no_permissions() {
    let mut fixture = Fixture::team();
    let dora = fixture.join("dora", "dev");
    fixture.policy = super::narrower_policy();
    assert_eq!(code(fixture.run(&dora, &Command::Attend)), "forbidden");
    let change = change_role(user(&dora), "no-such-role");
    assert_eq!(
        code(fixture.run(&person("owner"), &change)),
        "invalid_request"
    );
}

#[test]
fn rule_12_only_the_changed_members_token_is_stale() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let ben = fixture.join("ben", "dev");
    let epoch = fixture.memory.account().unwrap().epoch;
    let current = |fixture: &Fixture, who: &super::Caller, epoch: u64| {
        let judged = |one: Option<&crate::UserId>| {
            let epochs = crate::account::read::epochs(&fixture.memory, fixture.now, one).unwrap();
            let token = TokenEpoch {
                user: &user(who),
                project: None,
                epoch: epoch.min(fixture.memory.account().unwrap().epoch),
            };
            epochs.unwrap().check_member(token, 0)
        };
        let found = judged(None);
        assert_eq!(
            found,
            judged(Some(&user(who))),
            "the view of all agrees with the view of one"
        );
        found == crate::freshness::MemberStatus::Current
    };
    assert!(current(&fixture, &ada, epoch) && current(&fixture, &ben, epoch));
    fixture
        .run(&owner, &change_role(user(&ada), "billing"))
        .unwrap();
    assert!(
        !current(&fixture, &ada, epoch),
        "the changed member's token is refused"
    );
    assert!(current(&fixture, &ben, epoch), "no other member's is");
    fixture
        .run(&owner, &Command::Remove { user: user(&ben) })
        .unwrap();
    assert!(
        !current(&fixture, &ben, u64::MAX),
        "a removed member has no current token"
    );
    let now = fixture.memory.account().unwrap().epoch;
    fixture
        .run(
            &owner,
            &Command::Revert {
                confirm_name: Some("Test Production".into()),
                run: Run::Real,
            },
        )
        .unwrap();
    assert!(
        !current(&fixture, &owner, now),
        "a revert makes all tokens stale"
    );
}
