//! What ends an offer of ownership without a decision, and what does not bring it back.

use super::transfer_rules::{NAME, offer, offered};
use super::{Command, Done, Fixture, Name, Run, change_role, person, update_member, user};
use crate::account::{FieldChange, MemberUpdate, MembershipStatus};
use crate::audit::{Action, Actor, Detail};
use crate::{Refusal, UserId, limits};

#[test]
fn an_offer_ends_after_seven_days() {
    let (mut fixture, ada, ben) = offered();
    fixture.advance(limits::TRANSFER_SECONDS - 1);
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
    fixture.advance(1);
    assert_eq!(fixture.offered_to(), None);
    let events = fixture.memory.events.len();
    for decision in [Command::AcceptTransfer, Command::DeclineTransfer] {
        assert_eq!(fixture.run(&ada, &decision), Err(Refusal::NotFound));
    }
    assert_eq!(
        fixture.run(&person("owner"), &Command::WithdrawTransfer),
        Err(Refusal::NotFound)
    );
    let refused = &fixture.memory.events[events..];
    assert!(refused.iter().all(|event| event.draft.code().is_some()));
    assert_eq!(
        fixture.run(&person("owner"), &offer(&ben)),
        Ok(Done::Account),
        "it does not block the next"
    );
}

pub(super) fn suspension(suspended: bool) -> MemberUpdate {
    MemberUpdate {
        suspended: Some(suspended),
        ..MemberUpdate::default()
    }
}

pub(super) fn end_in(fixture: &Fixture, seconds: i64) -> MemberUpdate {
    MemberUpdate {
        expires_at: FieldChange::Set(fixture.now.plus_seconds(seconds)),
        ..MemberUpdate::default()
    }
}

/// Checks that the offer has ended, and that the system's event says why.
fn assert_ended(fixture: &Fixture, cause: &str) {
    assert_eq!(fixture.offered_to(), None, "{cause}");
    let mut events = fixture.memory.events.iter().rev();
    let end = events.find(|event| event.draft.action == Action::TransferEnd);
    let draft = &end.unwrap_or_else(|| panic!("no event for {cause}")).draft;
    assert_eq!(draft.actor, Actor::System);
    assert_eq!(draft.details["cause"], Detail::Text(cause.into()));
}

#[test]
fn an_offer_ends_with_the_membership() {
    let owner = person("owner");
    let (mut fixture, ada, _) = offered();
    let remove = Command::Remove { user: user(&ada) };
    fixture.run(&ada, &remove).unwrap();
    assert_ended(&fixture, "left");
    fixture.join("ada", "dev");
    assert_eq!(fixture.offered_to(), None, "joining again revives nothing");

    let (mut fixture, ada, _) = offered();
    fixture.run(&owner, &remove).unwrap();
    assert_ended(&fixture, "removed");

    let (mut fixture, _, _) = offered();
    let suspend = |suspended| update_member(user(&ada), suspension(suspended));
    fixture.run(&owner, &suspend(true)).unwrap();
    assert_ended(&fixture, "suspended");
    fixture.run(&owner, &suspend(false)).unwrap();
    assert_eq!(fixture.offered_to(), None, "restoring revives nothing");

    let (mut fixture, ada, _) = offered();
    let past = end_in(&fixture, 0);
    fixture
        .run(&owner, &update_member(user(&ada), past))
        .unwrap();
    assert_ended(&fixture, "past_end");
}

#[test]
fn an_offer_to_a_member_with_an_end_ends_there_for_good() {
    let (mut fixture, ada, _) = offered();
    let owner = person("owner");
    let soon = end_in(&fixture, 60);
    fixture
        .run(&owner, &update_member(user(&ada), soon))
        .unwrap();
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
    let account = fixture.memory.account().unwrap();
    let member = |user: &UserId| Ok::<_, ()>(fixture.memory.members.get(user).cloned());
    let shown = account.open_transfer(fixture.now, member).unwrap().unwrap();
    assert_eq!(shown.expires_at, fixture.now.plus_seconds(60));
    fixture.advance(60);
    assert_eq!(fixture.offered_to(), None);
    assert_eq!(
        fixture.run(&ada, &Command::AcceptTransfer),
        Err(Refusal::PastEnd)
    );
    let extend = MemberUpdate {
        expires_at: FieldChange::Clear,
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&ada), extend))
        .unwrap();
    assert_ended(&fixture, "past_end");
}

#[test]
fn a_demoted_member_keeps_the_offer() {
    let (mut fixture, ada, _) = offered();
    fixture
        .run(&person("owner"), &change_role(user(&ada), "basic"))
        .unwrap();
    assert_eq!(
        fixture.run(&ada, &Command::AcceptTransfer),
        Ok(Done::Account)
    );
}

#[test]
fn rule_06_the_end_of_the_new_owners_membership_is_lifted() {
    let (mut fixture, ada, _) = offered();
    let soon = end_in(&fixture, 60);
    fixture
        .run(&person("owner"), &update_member(user(&ada), soon))
        .unwrap();
    fixture.run(&ada, &Command::AcceptTransfer).unwrap();
    assert!(fixture.actions().contains(&"member.end"));
    fixture.advance(61);
    let member = fixture.member(&ada).unwrap();
    assert_eq!(member.expires_at, None);
    assert_eq!(member.status(fixture.now), MembershipStatus::Active);
}

#[test]
fn rule_08_a_revert_ends_the_offer_and_its_plan_counts_it() {
    let (mut fixture, ada, _) = offered();
    let owner = person("owner");
    let revert = |run| Command::Revert {
        confirm_name: Some(NAME.into()),
        run,
    };
    let Ok(Done::Planned(plan)) = fixture.run(&owner, &revert(Run::Dry)) else {
        panic!("no plan")
    };
    assert_eq!(plan.transfers_ended, 1);
    assert_eq!(fixture.offered_to(), Some(user(&ada)));
    fixture.run(&owner, &revert(Run::Real)).unwrap();
    assert_ended(&fixture, "reverted");
    let last = &fixture.memory.events.last().unwrap().draft;
    assert_eq!(last.action, Action::AccountRevert);
    assert_eq!(last.details["transfersEnded"], Detail::Number(1));
    assert_eq!(
        fixture.run(&ada, &Command::AcceptTransfer),
        Err(Refusal::NotFound)
    );
    // Another team under the same id starts without an offer.
    let convert = Command::Convert {
        name: Some(Name::parse(NAME).unwrap()),
        run: Run::Real,
    };
    fixture.run(&owner, &convert).unwrap();
    fixture.join("ada", "dev");
    assert_eq!(fixture.offered_to(), None);
}
