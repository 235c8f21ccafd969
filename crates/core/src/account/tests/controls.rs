//! Negative controls of the invariants: each broken state must be detected as the rule that it breaks.

use alloc::string::String;

use super::invariants::check;
use super::{Command, Fixture, Memory, address, assigned, list, person, update_member, user};
use crate::account::{Change, Decision, Grant, Invite, MemberUpdate, Presence, State, Store};
use crate::mail::MailRequest;
use crate::{ProjectId, ReviewId};

/// The result of the check for a state that `break_it` has broken.
pub(super) fn verdict(break_it: impl FnOnce(&Fixture, &mut Memory)) -> String {
    let mut fixture = Fixture::team();
    let _ada = fixture.join("ada", "admin");
    fixture.invite(&person("ada"), "ben", "dev").unwrap();
    let sound = fixture.memory.clone();
    assert_eq!(check(&sound, &sound, &fixture.policy, fixture.now), Ok(()));
    let mut broken = sound.clone();
    break_it(&fixture, &mut broken);
    check(&sound, &broken, &fixture.policy, fixture.now)
        .err()
        .unwrap_or_default()
}

pub(super) fn account_mut(memory: &mut Memory) -> &mut crate::account::Account {
    match &mut memory.presence {
        Presence::Open(account) => account,
        Presence::Unknown | Presence::Closed(_) => panic!("no account"),
    }
}

#[test]
fn a_second_accept_is_detected() {
    let found = verdict(|_, memory| {
        let accept = memory
            .events
            .iter()
            .find(|event| event.draft.action.as_str() == "invite.accept")
            .cloned();
        let (event, head) = accept.unwrap().draft.chained(account_mut(memory).audit);
        account_mut(memory).audit = head;
        memory.events.push(event);
    });
    assert!(found.starts_with("rule 1"), "{found}");
}

#[test]
fn a_use_that_is_not_counted_is_detected() {
    let found = verdict(|_, memory| {
        let mut invites = memory.invites.values_mut();
        let pending = invites.find(|invite| invite.state == State::Pending);
        pending.unwrap().uses += 1;
    });
    assert!(found.starts_with("rule 1"), "{found}");
}

#[test]
fn a_reopened_invite_is_detected() {
    let found = verdict(|_, memory| {
        let used = memory
            .invites
            .values_mut()
            .find(|invite| invite.state != State::Pending)
            .unwrap();
        used.state = State::Pending;
    });
    assert!(found.starts_with("rule 3"), "{found}");
}

#[test]
fn an_unlisted_change_of_a_member_is_detected() {
    let found = verdict(|_, memory| {
        let ada = user(&person("ada"));
        let account = account_mut(memory);
        account.epoch += 1;
        let epoch = account.epoch;
        memory.members.get_mut(&ada).unwrap().changed_epoch = epoch;
    });
    assert!(found.starts_with("rule 12"), "{found}");
}

#[test]
fn a_member_without_an_invite_is_detected() {
    let found = verdict(|_, memory| {
        let mut stranger = memory.members.values().next().unwrap().clone();
        stranger.user = user(&person("eve"));
        memory
            .apply(alloc::vec![Change::PutMember(stranger)])
            .unwrap();
    });
    assert!(found.starts_with("rule 1"), "{found}");
}

#[test]
fn a_grantor_without_the_permission_is_detected() {
    let found = verdict(|_, memory| {
        memory
            .members
            .get_mut(&user(&person("ada")))
            .unwrap()
            .assignment = assigned("basic");
        account_mut(memory).epoch += 1;
        account_mut(memory).sequence += 1;
    });
    assert!(found.starts_with("rule 5"), "{found}");
}

#[test]
fn a_suspended_grantor_is_detected() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "dev").unwrap();
    let pending = fixture.memory.invites[&invite].clone();
    let update = MemberUpdate {
        suspended: Some(true),
        ..MemberUpdate::default()
    };
    let suspend = update_member(user(&ada), update);
    fixture.run(&person("owner"), &suspend).unwrap();
    let sound = fixture.memory.clone();
    assert_eq!(check(&sound, &sound, &fixture.policy, fixture.now), Ok(()));
    let mut broken = sound.clone();
    let id = crate::InviteId::new(super::account_id(), [0xAB; 16]);
    broken.invites.insert(id, Invite { id, ..pending });
    account_mut(&mut broken).sequence += 1;
    let found = check(&sound, &broken, &fixture.policy, fixture.now).unwrap_err();
    assert!(found.starts_with("rule 5"), "{found}");
}

#[test]
fn a_suspension_or_an_end_without_an_epoch_is_detected() {
    for suspends in [true, false] {
        let found = verdict(|fixture, memory| {
            let ada = memory.members.get_mut(&user(&person("ada"))).unwrap();
            ada.suspended = suspends;
            ada.expires_at = (!suspends).then_some(fixture.now);
            // The pending invite is the owner's, so that nothing else is wrong.
            let owner = user(&person("owner"));
            for invite in memory.invites.values_mut() {
                if invite.state == State::Pending {
                    invite.inviter.user = owner.clone();
                }
            }
            account_mut(memory).sequence += 1;
        });
        assert!(found.starts_with("rule 12"), "{found}");
    }
}

#[test]
fn an_owner_who_is_suspended_or_has_an_end_is_detected() {
    for suspends in [true, false] {
        let found = verdict(|fixture, memory| {
            let owner = memory.members.get_mut(&user(&person("owner"))).unwrap();
            owner.suspended = suspends;
            owner.expires_at = (!suspends).then_some(fixture.now);
            account_mut(memory).epoch += 1;
        });
        assert!(found.starts_with("rule 6"), "{found}");
    }
}

#[test]
fn an_owner_who_is_not_a_member_is_detected() {
    let found = verdict(|_, memory| {
        memory.members.remove(&user(&person("owner")));
    });
    assert!(found.starts_with("rule 6"), "{found}");
}

#[test]
fn two_invites_to_one_address_are_detected() {
    let found = verdict(|_, memory| {
        let mut twin = memory
            .invites
            .values()
            .find(|invite| invite.state == State::Pending)
            .unwrap()
            .clone();
        twin.id = crate::InviteId::new(super::account_id(), [0xAB; 16]);
        memory.invites.insert(twin.id, twin);
        account_mut(memory).sequence += 1;
    });
    assert!(found.starts_with("rule 7"), "{found}");
}

#[test]
fn a_pending_invite_to_a_new_member_is_detected() {
    let found = verdict(|_, memory| {
        // `ben` has a pending invite, and `ada` has signed in with his address.
        let ada = memory.members.get_mut(&user(&person("ada"))).unwrap();
        ada.address = Some(address("ben"));
    });
    assert!(found.starts_with("rule 7"), "{found}");
}

#[test]
fn a_rewritten_log_is_detected() {
    let found = verdict(|_, memory| {
        memory.events[0].draft.at = memory.events[0].draft.at.plus_seconds(1);
    });
    assert!(found.starts_with("rule 9"), "{found}");
}

#[test]
fn an_event_before_its_predecessor_is_detected() {
    let found = verdict(|fixture, memory| {
        let mut draft = memory.events.last().unwrap().draft.clone();
        draft.at = fixture.now.plus_seconds(-1);
        let (event, head) = draft.chained(account_mut(memory).audit);
        account_mut(memory).audit = head;
        memory.events.push(event);
    });
    assert!(found.starts_with("rule 3"), "{found}");
}

#[test]
fn a_change_without_an_epoch_is_detected() {
    let found = verdict(|_, memory| {
        memory
            .members
            .get_mut(&user(&person("ada")))
            .unwrap()
            .assignment = assigned("dev");
    });
    assert!(
        found.starts_with("rule 12") || found.starts_with("rule 5"),
        "{found}"
    );
}

/// The result of the check for a review that `break_it` has broken.
fn review_verdict(break_it: impl FnOnce(&mut Memory)) -> String {
    let mut fixture = Fixture::team();
    let (owner, ada) = (person("owner"), fixture.join("ada", "admin"));
    fixture.run(&owner, &Command::OpenReview).unwrap();
    let review = *fixture.memory.reviews.keys().next().unwrap();
    let decide = Command::DecideReview {
        review,
        user: user(&ada),
        decision: Decision::Keep,
    };
    fixture.run(&owner, &decide).unwrap();
    fixture
        .run(&owner, &Command::CloseReview { review })
        .unwrap();
    let sound = fixture.memory.clone();
    assert_eq!(check(&sound, &sound, &fixture.policy, fixture.now), Ok(()));
    let mut broken = sound.clone();
    break_it(&mut broken);
    check(&sound, &broken, &fixture.policy, fixture.now)
        .err()
        .unwrap_or_default()
}

#[test]
fn a_wrong_count_of_a_review_is_detected() {
    let found = review_verdict(|memory| {
        let review = memory.reviews.values_mut().next().unwrap();
        review.counts.kept += 1;
    });
    assert!(found.ends_with("is counted wrongly"), "{found}");
}

#[test]
fn a_closed_review_that_changes_is_detected() {
    let found = review_verdict(|memory| {
        let review = memory.reviews.values_mut().next().unwrap();
        review.closed_at = review.closed_at.map(|at| at.plus_seconds(1));
    });
    assert!(found.ends_with("changed after it was closed"), "{found}");
}

#[test]
fn a_second_open_review_is_detected() {
    let found = review_verdict(|memory| {
        for number in [8, 9] {
            let mut review = memory.reviews.values().next().unwrap().clone();
            review.id = ReviewId::from_bytes([number; 16]);
            review.closed_at = None;
            memory.reviews.insert(review.id, review);
        }
    });
    assert_eq!(found, "reviews: two are open");
}

/// The result of the check for grants that `break_it` has broken: `ada`, a viewer in a project, has
/// invited `ben` as a viewer there.
fn grant_verdict(break_it: impl FnOnce(ProjectId, &mut Memory)) -> String {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join_with("ada", &["team:access", "members:invite"]);
    let project = fixture.create_project(&owner, "Vision").unwrap();
    let viewer = assigned("viewer");
    fixture
        .grant(&owner, project, &ada, viewer.clone())
        .unwrap();
    let command = Command::Invite {
        address: Some(address("ben")),
        mailbox: None,
        assignment: list(&["team:access"]),
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![Grant {
            project,
            assignment: viewer,
        }],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    };
    fixture.create_invite(&ada, &command).unwrap();
    let sound = fixture.memory.clone();
    assert_eq!(check(&sound, &sound, &fixture.policy, fixture.now), Ok(()));
    let mut broken = sound.clone();
    break_it(project, &mut broken);
    check(&sound, &broken, &fixture.policy, fixture.now)
        .err()
        .unwrap_or_default()
}

#[test]
fn an_invite_that_grants_more_in_a_project_than_its_grantor_holds_there_is_detected() {
    let found = grant_verdict(|_, memory| {
        let invite = memory
            .invites
            .values_mut()
            .find(|invite| !invite.projects.is_empty());
        invite.unwrap().projects[0].assignment = assigned("editor");
        account_mut(memory).sequence += 1;
    });
    assert!(
        found.starts_with("rule 5") && found.contains("in its projects"),
        "{found}"
    );
}

#[test]
fn a_pending_invite_to_a_project_whose_grantor_has_lost_their_grant_is_detected() {
    let found = grant_verdict(|project, memory| {
        memory.grants.remove(&(user(&person("ada")), project));
    });
    assert!(
        found.starts_with("rule 5") && found.contains("in its projects"),
        "{found}"
    );
}

#[test]
fn a_grant_without_its_member_or_its_project_is_detected() {
    let of_a_stranger = grant_verdict(|project, memory| {
        let (grant, at) = memory.grants.values().next().unwrap().clone();
        let stranger = user(&person("eve"));
        memory.grants.insert((stranger, project), (grant, at));
    });
    assert!(of_a_stranger.starts_with("rule 8"), "{of_a_stranger}");
    let in_no_project = grant_verdict(|project, memory| {
        memory.projects.remove(&project);
    });
    assert!(in_no_project.starts_with("rule 8"), "{in_no_project}");
}
