//! Erasing a user from an account: what goes, what stays, and that a repeat changes nothing.

use alloc::vec::Vec;

use super::{
    Caller, Command, Fixture, Kind, Run, address, code, open, pepper, person, service, someone,
    user,
};
use crate::account::{Erased, ErasedUser, Presence, Status, erase_invites, erase_user};
use crate::audit::{Actor, chain};
use crate::erasure::Erasure;
use crate::link::{MailboxName, mailbox_name};
use crate::mail::MailRequest;
use crate::{Name, Note, Refusal};

fn mailbox(of: &str) -> MailboxName {
    mailbox_name(pepper(), &address(of))
}

/// A user of whom nothing is known any more, as the caller of their own erasure.
fn unnamed(name: &str) -> Caller {
    let mut person = someone(name);
    person.name = Name::former_member();
    person.address = None;
    person.image = None;
    Caller::User(person)
}

impl Fixture {
    fn erase(&mut self, caller: &Caller, name: &str) -> Result<Erased, Refusal> {
        let user = user(&person(name));
        let mailboxes = [mailbox(name)];
        let erased = ErasedUser {
            user: &user,
            mailboxes: &mailboxes,
            erasure: Erasure::new(self.now, None),
        };
        let policy = self.policy.clone();
        let context = super::context_for(&policy, self.now, self.budgets, caller);
        match erase_user(&mut self.memory, &context, erased) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    fn mail_invite(&mut self, by: &Caller, to: &str, note: Option<&str>) -> crate::InviteId {
        let command = Command::Invite {
            address: Some(address(to)),
            mailbox: Some(mailbox(to)),
            assignment: super::assigned("dev"),
            expires_in: None,
            membership_expires_in: None,
            projects: Vec::new(),
            max_uses: None,
            domains: Vec::new(),
            note: note.map(|note| Note::parse(note).unwrap()),
            mail: MailRequest::default(),
        };
        self.create_invite(by, &command).unwrap()
    }
}

#[test]
fn a_member_leaves_and_their_name_goes() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let to_ada = fixture.mail_invite(&owner, "ada", None);
    let ada = person("ada");
    fixture.accept(&ada, to_ada).unwrap();
    fixture
        .run(&owner, &super::change_role(user(&ada), "admin"))
        .unwrap();
    let by_ada = fixture.mail_invite(&ada, "ben", Some("Ada is here"));
    let sequence = fixture.memory.account().unwrap().sequence;

    let gone = Ok(Erased::Gone { mailbox: None });
    assert_eq!(fixture.erase(&unnamed("ada"), "ada"), gone);
    assert!(fixture.member(&ada).is_none());
    assert!(!fixture.memory.invites.contains_key(&to_ada));
    let by_ada = fixture.memory.invites.get(&by_ada).unwrap();
    assert_eq!(by_ada.status(fixture.now), Status::Revoked);
    assert_eq!(
        (&by_ada.inviter.name, &by_ada.note),
        (&Name::former_member(), &None)
    );
    let actions = fixture.actions();
    assert_eq!(
        actions[actions.len() - 2..],
        ["member.leave", "hallpass.member.erase"]
    );
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.member_count, 1);
    assert_eq!(account.sequence, sequence + 1);

    let before = fixture.memory.clone();
    assert_eq!(fixture.erase(&unnamed("ada"), "ada"), gone);
    assert_eq!(fixture.memory.events, before.events, "a repeat");
    assert_eq!(fixture.memory.presence, before.presence, "a repeat");
}

#[test]
fn the_chain_stays_whole() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    fixture.mail_invite(&person("owner"), "ada2", None);
    fixture.erase(&unnamed("ada"), "ada").unwrap();
    let mut hash = chain::start(super::account_id()).hash;
    for event in &fixture.memory.events {
        assert_eq!(event.prev, hash);
        assert_eq!(event.hash, event.draft.hash_after(hash));
        hash = event.hash;
    }
    assert_eq!(fixture.memory.account().unwrap().audit.hash, hash);
}

#[test]
fn a_service_removes_them() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    let eraser = service("basic");
    fixture.erase(&eraser, "ada").unwrap();
    let actions = fixture.actions();
    assert_eq!(
        actions[actions.len() - 2..],
        ["member.remove", "hallpass.member.erase"]
    );
    let last = fixture.memory.events.last().unwrap();
    assert_eq!(last.draft.actor, eraser.actor());
}

#[test]
fn the_personal_account_is_closed() {
    let mut fixture = Fixture::empty();
    let ada = person("ada");
    fixture.run(&ada, &open(Kind::Personal, "Ada")).unwrap();
    let outcome = fixture.erase(&unnamed("ada"), "ada");
    assert_eq!(
        outcome,
        Ok(Erased::Gone {
            mailbox: Some(mailbox("ada"))
        })
    );
    let Presence::Closed(account) = &fixture.memory.presence else {
        panic!("not closed")
    };
    assert_eq!(account.name, Name::former_member());
    assert_eq!((account.member_count, &account.personal_name), (0, &None));
    assert!(fixture.memory.members.is_empty());
    assert_eq!(fixture.actions().last(), Some(&"hallpass.account.erase"));
    let again = fixture.run(&ada, &open(Kind::Personal, "Ada"));
    assert_eq!(code(again), "conflict", "it is not opened again");
    let before = fixture.memory.events.len();
    fixture.erase(&unnamed("ada"), "ada").unwrap();
    assert_eq!(fixture.memory.events.len(), before, "a repeat");
}

#[test]
fn an_account_that_has_nothing_about_them_is_not_changed() {
    let mut fixture = Fixture::team();
    let before = fixture.memory.clone();
    fixture.erase(&unnamed("ada"), "ada").unwrap();
    assert_eq!(fixture.memory.events, before.events);
    assert_eq!(fixture.memory.presence, before.presence);
    let mut unknown = Fixture::empty();
    unknown.erase(&unnamed("ada"), "ada").unwrap();
    assert_eq!(unknown.memory.presence, Presence::Unknown);
}

#[test]
fn an_owner_who_became_one_meanwhile_stays_without_a_name() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    let outcome = fixture.erase(&unnamed("owner"), "owner");
    assert_eq!(outcome, Ok(Erased::OwnsTeam));
    let owner = fixture.member(&person("owner")).unwrap();
    assert_eq!(
        (&owner.name, &owner.address),
        (&Name::former_member(), &None)
    );
    let events = fixture.memory.events.len();
    assert_eq!(
        fixture.erase(&unnamed("owner"), "owner"),
        Ok(Erased::OwnsTeam)
    );
    assert_eq!(fixture.memory.events.len(), events, "a repeat");
}

#[test]
fn each_detail_of_such_an_owner_goes() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    // Then nothing but the member's row names the owner.
    fixture.memory.invites.clear();
    let id = user(&person("owner"));
    for image in [None, Some("https://example.com/owner.png".into())] {
        fixture.memory.members.get_mut(&id).unwrap().image = image;
        let events = fixture.memory.events.len();
        fixture.erase(&unnamed("owner"), "owner").unwrap();
        assert_eq!(fixture.memory.events.len(), events + 1);
        assert_eq!(fixture.actions().last(), Some(&"hallpass.member.erase"));
        let owner = fixture.member(&person("owner")).unwrap();
        assert_eq!((&owner.address, &owner.image), (&None, &None));
    }
}

#[test]
fn a_pending_invite_is_revoked_and_goes() {
    let mut fixture = Fixture::team();
    let invite = fixture.mail_invite(&person("owner"), "ada", None);
    fixture.erase(&unnamed("ada"), "ada").unwrap();
    assert!(!fixture.memory.invites.contains_key(&invite));
    let actions = fixture.actions();
    assert_eq!(
        actions[actions.len() - 2..],
        ["invite.revoke", "hallpass.member.erase"]
    );
}

#[test]
fn a_closed_team_loses_its_name_with_its_owner() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    fixture.run(&owner, &open(Kind::Team, "T")).unwrap();
    fixture.join("ada", "admin");
    let to_ben = fixture.mail_invite(&owner, "ben", None);
    let invites = fixture.memory.invites.clone();
    let revert = Command::Revert {
        confirm_name: Some("T".into()),
        run: Run::Real,
    };
    fixture.run(&owner, &revert).unwrap();
    // As if a team could be closed without its invites.
    fixture.memory.invites = invites;
    let closed_name = |fixture: &Fixture| {
        let Presence::Closed(account) = &fixture.memory.presence else {
            panic!("not closed")
        };
        account.name.clone()
    };

    fixture.erase(&unnamed("ben"), "ben").unwrap();
    assert!(!fixture.memory.invites.contains_key(&to_ben));
    assert_eq!(fixture.actions().last(), Some(&"hallpass.member.erase"));
    assert_eq!(closed_name(&fixture), Name::parse("T").unwrap());

    fixture.erase(&unnamed("owner"), "owner").unwrap();
    assert_eq!(closed_name(&fixture), Name::former_member());
}

#[test]
fn a_team_without_another_member_is_closed() {
    let mut fixture = Fixture::team();
    fixture.erase(&unnamed("owner"), "owner").unwrap();
    assert!(matches!(fixture.memory.presence, Presence::Closed(_)));
}

#[test]
fn invites_to_a_mailbox_go_unless_they_are_sent_afterwards() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let earlier = fixture.mail_invite(&owner, "ada", None);
    let other = fixture.mail_invite(&owner, "ben", None);
    fixture.advance(10);
    let erasure = Erasure::new(fixture.now, None);
    fixture.advance(10);
    for _ in 0..2 {
        let now = fixture.now;
        erase_invites(&mut fixture.memory, &mailbox("ada"), erasure, now, &[1; 32]).unwrap();
        assert!(!fixture.memory.invites.contains_key(&earlier));
        assert!(fixture.memory.invites.contains_key(&other));
        let last = fixture.memory.events.last().unwrap();
        assert_eq!(last.draft.action.as_str(), "invite.revoke");
        assert_eq!(last.draft.resource.id, alloc::format!("{earlier}"));
        assert_eq!(last.draft.actor, Actor::System);
    }
    let later = fixture.mail_invite(&owner, "ada", None);
    let now = fixture.now;
    erase_invites(&mut fixture.memory, &mailbox("ada"), erasure, now, &[2; 32]).unwrap();
    assert!(fixture.memory.invites.contains_key(&later));
}
