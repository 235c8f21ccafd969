//! Which invites are mailed, and what is stored about a mail.

use alloc::format;

use super::{Caller, Command, Fixture, Link, address, assigned, open, person, resend};
use crate::account::{Done, Kind, Store as _, read, record_mail};
use crate::audit::{Action, Actor, Detail};
use crate::budget::Budget;
use crate::mail::{Attempt, DeliveryFailure, DeliveryState, Mail, MailRequest, Report};
use crate::{ClosedReason, FieldCode, InviteId, Refusal, limits};

fn invite(to: &str, send: Option<bool>) -> Command {
    Command::Invite {
        address: (!to.is_empty()).then(|| address(to)),
        mailbox: None,
        assignment: assigned("dev"),
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest { send, locale: None },
    }
}

/// A team that is older than a day.
fn old_team() -> (Fixture, Caller) {
    let mut fixture = Fixture::team();
    fixture.advance(limits::YOUNG_TEAM_SECONDS);
    (fixture, person("owner"))
}

fn mail_of(fixture: &Fixture, invite: &InviteId) -> Option<Mail> {
    fixture.memory.last_mail(invite).unwrap()
}

fn invited(fixture: &mut Fixture, by: &Caller, to: &str) -> Mail {
    let id = fixture.create_invite(by, &invite(to, None)).unwrap();
    mail_of(fixture, &id).unwrap()
}

#[test]
fn an_invite_to_an_address_is_mailed_unless_the_request_says_otherwise() {
    let (mut fixture, owner) = old_team();
    for (to, send, is_mailed) in [
        ("a", None, true),
        ("b", Some(true), true),
        ("c", Some(false), false),
        ("", None, false),
        ("", Some(false), false),
    ] {
        let id = fixture.create_invite(&owner, &invite(to, send)).unwrap();
        let mail = mail_of(&fixture, &id);
        assert_eq!(mail.is_some(), is_mailed, "{to} {send:?}");
        if let Some(mail) = mail {
            assert_eq!(mail.delivery.state, DeliveryState::Queued);
            assert_eq!((mail.due, mail.id.number), (Some(fixture.now), 1));
        }
    }
    let refused = fixture.run(&owner, &invite("", Some(true)));
    assert_eq!(refused, Err(Refusal::field("send", FieldCode::Invalid)));
}

#[test]
fn an_edge_without_mail_refuses_only_a_request_for_one() {
    let (mut fixture, owner) = old_team();
    fixture.sends_mail = false;
    let refused = fixture.run(&owner, &invite("a", Some(true)));
    assert_eq!(refused, Err(Refusal::field("send", FieldCode::Invalid)));
    let id = fixture.create_invite(&owner, &invite("a", None)).unwrap();
    assert_eq!(mail_of(&fixture, &id), None);
    assert_eq!(
        fixture.run(&owner, &resend(id, Link::Keep)),
        Ok(Done::Invite { invite: id })
    );
    assert_eq!(mail_of(&fixture, &id), None);
}

#[test]
fn a_member_who_may_invite_reads_the_mail_of_a_pending_invite_to_an_address() {
    let (mut fixture, owner) = old_team();
    let kim = fixture.join("kim", "admin");
    let lee = fixture.join("lee", "dev");
    let read = |fixture: &Fixture, by: &Caller, invite: &InviteId| {
        let found = read::mailed_invite(&fixture.memory, &fixture.context(by), invite).unwrap();
        found.map(|invite| invite.id)
    };
    // One that was not mailed can be, so its mail can be read.
    for send in [None, Some(false)] {
        let to = if send.is_none() { "a" } else { "b" };
        let id = fixture.create_invite(&owner, &invite(to, send)).unwrap();
        for by in [&owner, &kim] {
            assert_eq!(read(&fixture, by, &id), Ok(id));
        }
        let forbidden = read(&fixture, &lee, &id).unwrap_err();
        assert!(
            matches!(forbidden, Refusal::Forbidden { .. }),
            "{forbidden:?}"
        );
        assert_eq!(
            read(&fixture, &person("stranger"), &id),
            Err(Refusal::NotFound)
        );
    }

    let link = fixture.create_invite(&owner, &invite("", None)).unwrap();
    assert_eq!(read(&fixture, &owner, &link), Err(Refusal::NotFound));
    let unknown = InviteId::new(link.account(), [9; 16]);
    assert_eq!(read(&fixture, &owner, &unknown), Err(Refusal::NotFound));

    let id = fixture.create_invite(&owner, &invite("c", None)).unwrap();
    fixture.sends_mail = false;
    assert_eq!(read(&fixture, &owner, &id), Err(Refusal::NotFound));
    fixture.sends_mail = true;
    fixture
        .run(&owner, &Command::Revoke { invite: id })
        .unwrap();
    let why = Some(ClosedReason::Revoked);
    assert_eq!(
        read(&fixture, &owner, &id),
        Err(Refusal::InviteClosed { why })
    );
}

#[test]
fn a_resend_replaces_a_mail_that_was_not_sent_yet() {
    let (mut fixture, owner) = old_team();
    let first = invited(&mut fixture, &owner, "a");
    fixture.advance(61);
    fixture
        .run(&owner, &resend(first.id.invite, Link::Rotate))
        .unwrap();
    let second = mail_of(&fixture, &first.id.invite).unwrap();
    assert_eq!((second.id.number, second.due), (2, Some(fixture.now)));
    assert_eq!(fixture.memory.mails.get(&first.id).unwrap().due, None);
    let delivered = first.after_attempt(Attempt::Sent, fixture.now, 1);
    record_mail(&mut fixture.memory, delivered, fixture.now, &[0; 32]).unwrap();
    let last = mail_of(&fixture, &second.id.invite);
    assert_eq!(
        last,
        Some(second),
        "an earlier mail does not replace a later one"
    );
}

#[test]
fn an_inviter_and_a_young_team_have_budgets() {
    let (mut fixture, owner) = old_team();
    fixture.sends_mail = false;
    let kim = fixture.join("kim", "admin");
    fixture.sends_mail = true;
    let budget = limits::MAILS_PER_INVITER;
    let reasons = |fixture: &mut Fixture, by: &Caller, budget: Budget, prefix: &str| {
        let mut reasons = alloc::vec![];
        for number in 0..budget.count + 2 {
            let mail = invited(fixture, by, &format!("{prefix}{number}"));
            assert_eq!(mail.due.is_some(), mail.delivery.reason.is_none());
            let has_failed = mail.delivery.state == DeliveryState::Failed;
            assert_eq!(has_failed, mail.delivery.reason.is_some());
            reasons.push(mail.delivery.reason);
        }
        let (within, beyond) = reasons.split_at(usize::try_from(budget.count).unwrap());
        assert!(within.iter().all(Option::is_none), "{within:?}");
        beyond.to_vec()
    };
    let over = Some(DeliveryFailure::InviterBudget);
    assert_eq!(reasons(&mut fixture, &owner, budget, "a"), [over, over]);
    assert_eq!(invited(&mut fixture, &kim, "b").delivery.reason, None);
    fixture.advance(86_400);
    assert_eq!(invited(&mut fixture, &owner, "c").delivery.reason, None);

    let mut young = Fixture::empty();
    young.run(&owner, &open(Kind::Team, "Young")).unwrap();
    let over = Some(DeliveryFailure::TeamBudget);
    let budget = limits::MAILS_PER_YOUNG_TEAM;
    assert_eq!(reasons(&mut young, &owner, budget, "a"), [over, over]);
    young.advance(limits::YOUNG_TEAM_SECONDS - 1);
    assert_eq!(invited(&mut young, &owner, "y").delivery.reason, over);
    young.advance(1);
    assert_eq!(invited(&mut young, &owner, "z").delivery.reason, None);
}

#[test]
fn a_converted_account_is_a_young_team_however_old_it_is() {
    let owner = person("owner");
    let mut fixture = Fixture::empty();
    fixture.run(&owner, &open(Kind::Personal, "Owner")).unwrap();
    fixture.advance(10 * limits::YOUNG_TEAM_SECONDS);
    let convert = Command::Convert {
        name: Some(crate::Name::parse("Team").unwrap()),
        run: super::Run::Real,
    };
    fixture.run(&owner, &convert).unwrap();
    let mails = (0..21).map(|number| invited(&mut fixture, &owner, &format!("a{number}")));
    let reasons: alloc::vec::Vec<_> = mails.filter_map(|mail| mail.delivery.reason).collect();
    assert_eq!(reasons, [DeliveryFailure::TeamBudget]);
}

#[test]
fn a_final_failure_is_an_event_once() {
    let (mut fixture, owner) = old_team();
    let mail = invited(&mut fixture, &owner, "a");
    let count = fixture.memory.events.len();
    let sent = mail.after_attempt(Attempt::Sent, fixture.now, 1);
    record_mail(&mut fixture.memory, sent.clone(), fixture.now, &[1; 32]).unwrap();
    assert_eq!(
        fixture.memory.events.len(),
        count,
        "a sent mail is no event"
    );
    let bounced = sent.after_report(Report::Bounced, fixture.now).unwrap();
    record_mail(&mut fixture.memory, bounced.clone(), fixture.now, &[2; 32]).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action, Action::InviteUndeliverable);
    assert_eq!(event.draft.actor, Actor::System);
    assert_eq!(event.draft.resource.id, format!("{}", bounced.id.invite));
    assert_eq!(
        event.draft.details.get("reason"),
        Some(&Detail::Text("bounced".into()))
    );
    assert_eq!(fixture.memory.events.len(), count + 1);
    assert_eq!(mail_of(&fixture, &bounced.id.invite), Some(bounced));
}
