//! The transfer of ownership: who may offer, decide and withdraw it, and what ends the offer.

use alloc::{vec, vec::Vec};

use super::transfer_end_rules::{end_in, suspension};
use super::{
    Caller, Command, Done, Fixture, KEY, Kind, Run, assigned, change_role, code, open, person,
    service, someone, update_member, user,
};
use crate::account::{FieldChange, MemberUpdate, TransferState};
use crate::audit::{Action, Detail};
use crate::freshness::{MemberStatus, TokenEpoch};
use crate::{FieldCode, Power, Refusal, UserId};

pub(super) const NAME: &str = "Test Production";

pub(super) fn offer(to: &Caller) -> Command {
    Command::Transfer {
        user: user(to),
        confirm_name: Some(NAME.into()),
    }
}

/// A service without permissions whose provider gives it the power to transfer.
fn powerful() -> Caller {
    let Caller::Service(mut service) = service("basic") else {
        panic!("not a service")
    };
    service.permissions = Vec::new();
    service.powers = vec![Power::Transfer];
    Caller::Service(service)
}

/// A team that was personal, with `ada` and `ben` as developers, and the ownership offered to `ada`.
pub(super) fn offered() -> (Fixture, Caller, Caller) {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "dev");
    let ben = fixture.join("ben", "dev");
    fixture.run(&person("owner"), &offer(&ada)).unwrap();
    (fixture, ada, ben)
}

impl Fixture {
    /// To whom the ownership is offered now.
    pub(super) fn offered_to(&self) -> Option<UserId> {
        let account = self.memory.account()?;
        let member = |user: &UserId| Ok::<_, ()>(self.memory.members.get(user).cloned());
        let open = account.open_transfer(self.now, member).unwrap();
        open.map(|open| open.to.user)
    }

    fn owner(&self) -> UserId {
        self.memory.account().unwrap().owner.clone()
    }

    fn last_actions(&self, count: usize) -> Vec<&str> {
        let actions = self.actions();
        actions[actions.len() - count..].to_vec()
    }
}

pub(super) fn wrong_user(code: FieldCode) -> Result<Done, Refusal> {
    Err(Refusal::field("user", code))
}

#[test]
fn rule_06_ownership_moves_when_the_member_accepts() {
    let (mut fixture, ada, ben) = offered();
    let owner = person("owner");
    assert_eq!(fixture.owner(), user(&owner), "not before");
    let epoch = fixture.memory.account().unwrap().epoch;
    assert_eq!(
        fixture.run(&ada, &Command::AcceptTransfer),
        Ok(Done::Account)
    );
    assert_eq!(fixture.owner(), user(&ada));
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.personal_name, None, "it counts as never personal");
    assert_eq!(account.epoch, epoch + 1);
    for member in [&ada, &owner] {
        let member = fixture.member(member).unwrap();
        assert_eq!(member.assignment, assigned("admin"));
        assert_eq!(member.changed_epoch, account.epoch);
    }
    assert_eq!(
        fixture.last_actions(3),
        ["hallpass.transfer.accept", "member.role", "member.role"]
    );
    let accepted = &fixture.memory.events[fixture.memory.events.len() - 3].draft;
    assert_eq!(accepted.resource.id, user(&ada).as_str());
    assert_eq!(
        accepted.details["from"],
        Detail::Text(user(&owner).as_str().into())
    );
    assert_eq!(
        code(fixture.run(&ada, &change_role(user(&ada), "dev"))),
        "owner_protected"
    );
    fixture
        .run(&ada, &change_role(user(&owner), "dev"))
        .expect("the former owner is a member like any other");
    fixture
        .run(&owner, &Command::Remove { user: user(&owner) })
        .expect("and may leave");
    assert!(fixture.member(&ben).is_some());
}

#[test]
fn rule_12_accepting_makes_the_tokens_of_both_owners_stale_and_no_others() {
    let (mut fixture, ada, ben) = offered();
    let epoch = fixture.memory.account().unwrap().epoch;
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    let epochs = crate::account::read::epochs(&fixture.memory, fixture.now, None)
        .unwrap()
        .unwrap();
    let status = |of: &Caller| {
        let token = TokenEpoch {
            user: &user(of),
            project: None,
            epoch,
        };
        epochs.check_member(token, 0)
    };
    assert_eq!(status(&ada), MemberStatus::Stale);
    assert_eq!(status(&person("owner")), MemberStatus::Stale);
    assert_eq!(status(&ben), MemberStatus::Current);
}

#[test]
fn only_the_owner_offers_and_only_with_the_typed_name() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let ben = fixture.join("ben", "dev");
    assert_eq!(fixture.run(&ada, &offer(&ben)), Err(Refusal::FORBIDDEN));
    assert_eq!(
        fixture.run(&person("eve"), &offer(&ben)),
        Err(Refusal::NotFound)
    );
    let named = |confirm_name: Option<&str>| Command::Transfer {
        user: user(&ada),
        confirm_name: confirm_name.map(Into::into),
    };
    assert_eq!(
        fixture.run(&owner, &named(None)),
        Err(Refusal::field("confirmName", FieldCode::Required))
    );
    assert_eq!(
        fixture.run(&owner, &named(Some("test production"))),
        Err(Refusal::NameMismatch)
    );
    assert_eq!(fixture.offered_to(), None);
    assert_eq!(fixture.run(&owner, &named(Some(NAME))), Ok(Done::Account));
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
}

#[test]
fn an_offer_is_for_an_active_member_other_than_the_owner() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let to = |fixture: &mut Fixture, to: &Caller| fixture.run(&owner, &offer(to));
    assert_eq!(
        to(&mut fixture, &person("eve")),
        wrong_user(FieldCode::Unknown)
    );
    assert_eq!(to(&mut fixture, &owner), wrong_user(FieldCode::Invalid));
    for update in [suspension(true), end_in(&fixture, -1)] {
        fixture
            .run(&owner, &update_member(user(&ada), update))
            .unwrap();
        assert_eq!(to(&mut fixture, &ada), wrong_user(FieldCode::Invalid));
        let restored = MemberUpdate {
            expires_at: FieldChange::Clear,
            ..suspension(false)
        };
        fixture
            .run(&owner, &update_member(user(&ada), restored))
            .unwrap();
    }
    assert_eq!(to(&mut fixture, &ada), Ok(Done::Account));
}

#[test]
fn one_offer_is_open_at_a_time() {
    let (mut fixture, ada, ben) = offered();
    let owner = person("owner");
    assert_eq!(fixture.run(&owner, &offer(&ben)), Err(Refusal::Conflict));
    assert_eq!(fixture.run(&owner, &offer(&ada)), Err(Refusal::Conflict));
    assert_eq!(
        fixture.run(&powerful(), &offer(&ben)),
        Err(Refusal::Conflict)
    );
    fixture.run(&owner, &Command::WithdrawTransfer).unwrap();
    assert_eq!(fixture.run(&owner, &offer(&ben)), Ok(Done::Account));
    assert_eq!(fixture.offered_to(), Some(user(&ben)));
}

#[test]
fn a_repeated_offer_with_its_key_is_the_same_offer() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    for _ in 0..2 {
        let offered = fixture.run_keyed(&owner, &offer(&ada), KEY);
        assert_eq!(offered, Ok(Done::Account));
    }
    let offers = fixture.actions();
    let offers = offers
        .iter()
        .filter(|action| **action == Action::TransferOffer.as_str());
    assert_eq!(offers.count(), 1);
}

#[test]
fn a_personal_account_is_not_transferred() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    fixture.run(&owner, &open(Kind::Personal, NAME)).unwrap();
    let to_eve = offer(&person("eve"));
    assert_eq!(fixture.run(&owner, &to_eve), Err(Refusal::NotATeam));
    assert_eq!(fixture.run(&powerful(), &to_eve), Err(Refusal::NotATeam));
}

#[test]
fn only_the_member_whom_it_is_for_decides() {
    let (mut fixture, ada, ben) = offered();
    for decision in [Command::AcceptTransfer, Command::DeclineTransfer] {
        assert_eq!(
            fixture.run(&ben, &decision),
            Err(Refusal::NotFound),
            "other members do not learn of it"
        );
        assert_eq!(
            fixture.run(&person("owner"), &decision),
            Err(Refusal::FORBIDDEN)
        );
        assert_eq!(
            fixture.run(&person("eve"), &decision),
            Err(Refusal::NotFound)
        );
        assert_eq!(fixture.run(&powerful(), &decision), Err(Refusal::FORBIDDEN));
    }
    assert_eq!(
        fixture.run(&ada, &Command::WithdrawTransfer),
        Err(Refusal::FORBIDDEN)
    );
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
}

#[test]
fn repeated_decisions_change_nothing() {
    let (mut fixture, ada, _) = offered();
    let owner = person("owner");
    let repeat = |fixture: &mut Fixture, by: &Caller, command: &Command| {
        assert_eq!(fixture.run(by, command), Ok(Done::Account));
        let before = fixture.memory.clone();
        assert_eq!(fixture.run(by, command), Ok(Done::Account));
        assert_eq!(fixture.memory.presence, before.presence);
        assert_eq!(fixture.memory.events, before.events);
    };
    repeat(&mut fixture, &ada, &Command::DeclineTransfer);
    assert_eq!(fixture.offered_to(), None);
    fixture.run(&owner, &offer(&ada)).unwrap();
    repeat(&mut fixture, &owner, &Command::WithdrawTransfer);
    assert_eq!(
        fixture.run(&ada, &Command::AcceptTransfer),
        Err(Refusal::NotFound)
    );
    fixture.run(&owner, &offer(&ada)).unwrap();
    repeat(&mut fixture, &ada, &Command::AcceptTransfer);
    assert_eq!(fixture.memory.replaced_owners.len(), 1);
    assert_eq!(
        fixture.run(&owner, &Command::WithdrawTransfer),
        Err(Refusal::FORBIDDEN),
        "the former owner has nothing to withdraw"
    );
}

#[test]
fn rule_08_a_transferred_team_is_closed_by_a_revert() {
    let (mut fixture, ada, _) = offered();
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    let revert = Command::Revert {
        confirm_name: Some(NAME.into()),
        run: Run::Real,
    };
    assert_eq!(
        fixture.run(&person("owner"), &revert),
        Err(Refusal::FORBIDDEN)
    );
    assert_eq!(fixture.run(&ada, &revert), Ok(Done::Closed));
}

#[test]
fn a_former_owner_gets_another_personal_account_if_it_was_theirs() {
    let (mut fixture, ada, _) = offered();
    let owner = person("owner");
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    assert_eq!(fixture.memory.replaced_owners, [someone("owner")]);
    // Transferred back, the team does not become the owner's personal account again, so it is replaced only once.
    fixture.run(&ada, &offer(&owner)).unwrap();
    fixture.run(&owner, &Command::AcceptTransfer).unwrap();
    assert_eq!(fixture.owner(), user(&owner));
    assert_eq!(fixture.memory.replaced_owners.len(), 1);

    let mut fixture = Fixture::empty();
    fixture.run(&owner, &open(Kind::Team, NAME)).unwrap();
    let ada = fixture.join("ada", "dev");
    fixture.run(&owner, &offer(&ada)).unwrap();
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    assert!(fixture.memory.replaced_owners.is_empty());
}

#[test]
fn a_service_with_the_power_transfers_without_acceptance() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "dev");
    let all = service("admin");
    let power = Power::Transfer;
    assert_eq!(
        fixture.run(&all, &offer(&ada)),
        Err(Refusal::PowerRequired { power }),
        "no permission implies it"
    );
    assert_eq!(
        fixture.run(&all, &Command::WithdrawTransfer),
        Err(Refusal::PowerRequired { power })
    );
    let wrong = Command::Transfer {
        user: user(&ada),
        confirm_name: Some("Another".into()),
    };
    assert_eq!(fixture.run(&powerful(), &wrong), Err(Refusal::NameMismatch));
    let unnamed = Command::Transfer {
        user: user(&ada),
        confirm_name: None,
    };
    for _ in 0..2 {
        let transferred = fixture.run(&powerful(), &unnamed);
        assert_eq!(transferred, Ok(Done::Account), "safe to repeat");
    }
    assert_eq!(fixture.owner(), user(&ada));
    assert_eq!(fixture.memory.replaced_owners, [someone("owner")]);
    let events = &fixture.memory.events;
    let accepted: Vec<_> = events
        .iter()
        .filter(|event| event.draft.action == Action::TransferAccept)
        .collect();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].draft.actor, powerful().actor());
    assert_eq!(
        fixture.run(
            &powerful(),
            &Command::Transfer {
                user: user(&person("eve")),
                confirm_name: None
            }
        ),
        wrong_user(FieldCode::Unknown)
    );
}

#[test]
fn a_service_with_the_power_withdraws_an_offer() {
    let (mut fixture, _, ben) = offered();
    let powerful = powerful();
    assert_eq!(
        fixture.run(&powerful, &Command::WithdrawTransfer),
        Ok(Done::Account)
    );
    assert_eq!(fixture.run(&powerful, &offer(&ben)), Ok(Done::Account));
    assert_eq!(fixture.owner(), user(&ben));
}

#[test]
fn an_offer_holds_although_the_clock_of_the_join_was_ahead() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "dev");
    fixture.advance(-30);
    fixture.run(&person("owner"), &offer(&ada)).unwrap();
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
    let state = |fixture: &Fixture| {
        let account = fixture.memory.account().unwrap();
        account.transfer.as_ref().map(|transfer| transfer.state)
    };
    assert_eq!(state(&fixture), Some(TransferState::Open));
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    assert_eq!(state(&fixture), Some(TransferState::Accepted));
}

#[test]
fn the_stored_words_of_an_offers_state_do_not_change() {
    let words = ["open", "accepted", "declined", "withdrawn"];
    assert_eq!(TransferState::ALL.map(TransferState::as_str), words);
    for state in TransferState::ALL {
        assert_eq!(TransferState::parse(state.as_str()), Some(state));
    }
    assert_eq!(TransferState::parse("ended"), None);
}
