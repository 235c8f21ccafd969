//! Ends of memberships, and suspension.

use super::access_rules::{edit, end, invite_as, suspend, wrong};
use alloc::string::ToString;

use super::{
    Command, Done, Fixture, assigned, change_role, closed, enrolment, list, person, service,
    someone, update_member, user,
};
use crate::account::{FieldChange, InviteUpdate, MemberUpdate, MembershipStatus, State};
use crate::audit::Detail;
use crate::mail::MailRequest;
use crate::{ClosedReason, Code, FieldCode, Refusal, Timestamp, UserId};

#[test]
fn a_suspended_member_keeps_their_row_and_holds_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let epoch = fixture.memory.account().unwrap().epoch;
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    let member = fixture.member(&ada).unwrap();
    assert_eq!(member.assignment, assigned("admin"));
    assert_eq!(member.changed_epoch, epoch + 1, "their tokens are stale");
    assert_eq!(fixture.actions().last(), Some(&"member.suspend"));
    assert!(fixture.held(&ada).is_empty());
    for command in [
        Command::Attend,
        invite_as(assigned("dev"), Some("ben")),
        change_role(user(&owner), "dev"),
        super::spend(7),
    ] {
        let outcome = fixture.run(&ada, &command);
        assert_eq!(outcome, Err(Refusal::Suspended), "{command:?}");
    }
    fixture.run(&owner, &suspend(user(&ada), false)).unwrap();
    assert_eq!(fixture.actions().last(), Some(&"member.restore"));
    assert!(fixture.held(&ada).contains(&"members:manage".to_string()));
    fixture.run(&ada, &Command::Attend).unwrap();
}

#[test]
fn a_membership_past_its_end_holds_nothing_until_the_end_is_lifted() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let at = fixture.now.plus_seconds(60);
    let set = end(user(&ada), FieldChange::Set(at));
    fixture.run(&owner, &set).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "member.end");
    assert_eq!(
        event.draft.details.get("expiresAt"),
        Some(&Detail::Text(at.to_string()))
    );
    fixture.advance(59);
    fixture.run(&ada, &Command::Attend).unwrap();
    fixture.advance(1);
    assert!(fixture.held(&ada).is_empty());
    assert_eq!(fixture.run(&ada, &Command::Attend), Err(Refusal::PastEnd));
    let lift = end(user(&ada), FieldChange::Clear);
    fixture.run(&owner, &lift).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "member.end");
    assert!(event.draft.details.is_empty(), "a lifted end has no time");
    fixture.run(&ada, &Command::Attend).unwrap();
    // A time in the past ends it at once.
    let past = fixture.now.plus_seconds(-1);
    fixture
        .run(&owner, &end(user(&ada), FieldChange::Set(past)))
        .unwrap();
    assert_eq!(fixture.run(&ada, &Command::Attend), Err(Refusal::PastEnd));
}

#[test]
fn suspended_and_ended_members_can_leave() {
    for update in [
        |who: UserId, _: Timestamp| suspend(who, true),
        |who: UserId, now: Timestamp| end(who, FieldChange::Set(now)),
    ] {
        let mut fixture = Fixture::team();
        let ada = fixture.join("ada", "dev");
        let command = update(user(&ada), fixture.now);
        fixture.run(&person("owner"), &command).unwrap();
        let leave = Command::Remove { user: user(&ada) };
        fixture.run(&ada, &leave).unwrap();
        assert!(fixture.member(&ada).is_none());
    }
}

#[test]
fn nobody_changes_their_own_end_or_suspension_and_nobody_the_owners() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let soon = fixture.now.plus_seconds(60);
    for change in [
        suspend(user(&ada), true),
        suspend(user(&ada), false),
        end(user(&ada), FieldChange::Set(soon)),
        end(user(&ada), FieldChange::Clear),
    ] {
        let outcome = fixture.run(&ada, &change);
        assert_eq!(outcome, Err(Refusal::FORBIDDEN), "{change:?}");
    }
    for caller in [&owner, &ada, &service("admin")] {
        for change in [
            suspend(user(&owner), true),
            end(user(&owner), FieldChange::Set(soon)),
        ] {
            let outcome = fixture.run(caller, &change);
            assert_eq!(outcome, Err(Refusal::OwnerProtected), "{change:?}");
        }
    }
    assert_eq!(
        fixture.last_refusal(),
        Some(("member.end", Code::OwnerProtected))
    );
}

#[test]
fn rule_05_only_who_holds_all_that_a_member_would_hold_suspends_and_restores_them() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let managers = &["team:access", "members:manage", "pods:connect"];
    let mia = fixture.join_with("mia", managers);
    let missing = |outcome: Result<Done, Refusal>| match outcome {
        Err(Refusal::Forbidden { missing }) => !missing.is_empty(),
        _ => false,
    };
    assert!(missing(fixture.run(&mia, &suspend(user(&ada), true))));
    let soon = fixture.now.plus_seconds(60);
    let soon = end(user(&ada), FieldChange::Set(soon));
    assert!(missing(fixture.run(&mia, &soon)));
    // What counts is what the row carries, also while nothing of it is held.
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    assert!(missing(fixture.run(&mia, &suspend(user(&ada), false))));
    let demoting = MemberUpdate {
        assignment: Some(list(&["team:access"])),
        suspended: Some(false),
        ..MemberUpdate::default()
    };
    assert!(missing(
        fixture.run(&mia, &update_member(user(&ada), demoting))
    ));
    let remove = Command::Remove { user: user(&ada) };
    assert!(missing(fixture.run(&mia, &remove)));
    // A member within their own permissions is theirs to manage.
    let ben = fixture.join_with("ben", &["team:access", "pods:connect"]);
    fixture.run(&mia, &suspend(user(&ben), true)).unwrap();
    fixture.run(&mia, &suspend(user(&ben), false)).unwrap();
}

#[test]
fn an_update_changes_all_of_it_in_one_epoch_or_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "basic");
    let before = (
        fixture.memory.account().unwrap().epoch,
        fixture.actions().len(),
    );
    let at = fixture.now.plus_seconds(60);
    let update = MemberUpdate {
        assignment: Some(assigned("dev")),
        expires_at: FieldChange::Set(at),
        suspended: Some(true),
    };
    let all = update_member(user(&ada), update.clone());
    fixture.run(&owner, &all).unwrap();
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.epoch, before.0 + 1);
    assert_eq!(
        fixture.actions()[before.1..],
        ["member.role", "member.end", "member.suspend"]
    );
    let member = fixture.member(&ada).unwrap().clone();
    assert_eq!(
        (
            member.assignment.clone(),
            member.expires_at,
            member.suspended
        ),
        (assigned("dev"), Some(at), true)
    );
    assert_eq!(member.changed_epoch, account.epoch);
    // The same again changes nothing.
    fixture.run(&owner, &all).unwrap();
    assert_eq!(fixture.memory.account().unwrap().epoch, before.0 + 1);
    // One part that is refused, and nothing changes.
    let refused = MemberUpdate {
        assignment: Some(list(&["team:access", "pods:fly"])),
        expires_at: FieldChange::Clear,
        suspended: Some(false),
    };
    let refused = update_member(user(&ada), refused);
    assert!(fixture.run(&owner, &refused).is_err());
    assert_eq!(fixture.member(&ada), Some(&member));
}

#[test]
fn rule_07_an_invite_restores_no_suspended_or_ended_member() {
    for suspends in [true, false] {
        let mut fixture = Fixture::team();
        let owner = person("owner");
        let first = fixture.invite(&owner, "ada", "basic").unwrap();
        let ada = person("ada");
        fixture.accept(&ada, first).unwrap();
        let (status, change, restore) = if suspends {
            let restore = suspend(user(&ada), false);
            (
                MembershipStatus::Suspended,
                suspend(user(&ada), true),
                restore,
            )
        } else {
            let change = end(user(&ada), FieldChange::Set(fixture.now));
            let restore = end(user(&ada), FieldChange::Clear);
            (MembershipStatus::PastEnd, change, restore)
        };
        fixture.run(&owner, &change).unwrap();
        let row = fixture.member(&ada).cloned();
        assert_eq!(row.as_ref().unwrap().status(fixture.now), status);
        let member = Err(Refusal::AlreadyMember);
        // Their own accept again, another invite by link, and one to their address.
        assert_eq!(fixture.accept(&ada, first), member);
        let link = fixture.link_invite(&owner, "dev").unwrap();
        assert_eq!(fixture.accept(&ada, link), member);
        assert_eq!(fixture.memory.invites[&link].state, State::Pending);
        let again = fixture.run(&owner, &invite_as(assigned("dev"), Some("ada")));
        assert_eq!(again, member);
        let enrol = enrolment(someone("ada"), assigned("basic"));
        fixture.run(&service("admin"), &enrol).unwrap();
        assert_eq!(fixture.member(&ada).cloned(), row, "nothing restores them");
        // Restored, the same accept returns the membership again.
        fixture.run(&owner, &restore).unwrap();
        assert_eq!(
            fixture.accept(&ada, first),
            Ok(Done::Accepted { invite: first })
        );
    }
}

#[test]
fn rule_05_a_suspension_revokes_the_members_invites_for_good() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "basic").unwrap();
    let others = fixture.invite(&owner, "cleo", "basic").unwrap();
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(
        event.draft.details.get("invitesRevoked"),
        Some(&Detail::List(alloc::vec![invite.to_string()]))
    );
    assert_eq!(fixture.memory.invites[&others].state, State::Pending);
    fixture.run(&owner, &suspend(user(&ada), false)).unwrap();
    let revoked = closed(Some(ClosedReason::Revoked));
    assert_eq!(fixture.accept(&person("ben"), invite), revoked);
}

#[test]
fn rule_05_an_invite_of_a_grantor_past_their_end_gives_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "basic").unwrap();
    let soon = fixture.now.plus_seconds(60);
    fixture
        .run(&owner, &end(user(&ada), FieldChange::Set(soon)))
        .unwrap();
    assert_eq!(fixture.memory.invites[&invite].state, State::Pending);
    fixture.advance(60);
    let ben = person("ben");
    let exceeds = Err(Refusal::RoleExceedsGrantor);
    assert_eq!(fixture.accept(&ben, invite), exceeds);
    // Another member who may grant it makes it usable again.
    let note = crate::Note::parse("hello").unwrap();
    let update = InviteUpdate {
        note: FieldChange::Set(note),
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, update)).unwrap();
    fixture.accept(&ben, invite).unwrap();
}

#[test]
fn an_invite_limits_the_membership_from_its_acceptance_on() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let limited = |seconds| Command::Invite {
        address: Some(super::address("ada")),
        mailbox: None,
        assignment: assigned("basic"),
        expires_in: None,
        membership_expires_in: Some(seconds),
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    };
    let invalid = wrong("membershipExpiresIn", FieldCode::Invalid);
    for seconds in [0, 31_536_001, u64::MAX] {
        assert_eq!(fixture.run(&owner, &limited(seconds)), invalid, "{seconds}");
    }
    let invite = fixture.create_invite(&owner, &limited(60)).unwrap();
    fixture.advance(1000);
    let ada = person("ada");
    fixture.accept(&ada, invite).unwrap();
    let end = fixture.now.plus_seconds(60);
    assert_eq!(fixture.member(&ada).unwrap().expires_at, Some(end));
    let joined = fixture.memory.events.last().unwrap();
    assert_eq!(
        joined.draft.details.get("expiresAt"),
        Some(&Detail::Text(end.to_string()))
    );
}
