//! Who sees what of an account and an invite.

use super::{
    Caller, Command, Desk, Link, Person, Proof, address, expiring, person, resend, role, someone,
    user,
};
use crate::account::read::{self, Preview, You};
use crate::{InviteId, Why};

impl Desk {
    /// What somebody sees of an invite by a link of this generation.
    fn preview(&self, viewer: Option<&Person>, id: &InviteId, generation: u32) -> Preview {
        match read::preview(&self.memory, self.now, viewer, id, generation) {
            Ok(seen) => seen,
            Err(never) => match never {},
        }
    }

    /// Who the viewer of an open invite is to it.
    fn you(&self, viewer: Option<&Person>, id: &InviteId) -> Option<You> {
        match self.preview(viewer, id, 0) {
            Preview::Open { invite, you, .. } => {
                assert_eq!(invite.id, *id);
                you
            }
            closed @ Preview::Closed { .. } => panic!("{closed:?}"),
        }
    }

    /// Why an invite is closed to the viewer, and whether it shows them their account.
    fn why(&self, viewer: Option<&Person>, id: &InviteId) -> (Option<Why>, bool) {
        match self.preview(viewer, id, 0) {
            Preview::Closed { why, joined } => (why, joined.is_some()),
            open @ Preview::Open { .. } => panic!("{open:?}"),
        }
    }
}

fn unverified(name: &str) -> Person {
    Person {
        address: None,
        ..someone(name)
    }
}

#[test]
fn addresses_are_seen_by_who_invites_or_manages_members_and_by_nobody_else() {
    let desk = Desk::team();
    let sees = |names: &[&str]| {
        let names: alloc::vec::Vec<_> = names.iter().map(|name| name.parse().unwrap()).collect();
        read::sees_addresses(&desk.policy, desk.policy.set_named(&names))
    };
    assert!(sees(&["members:invite"]) && sees(&["members:manage"]));
    assert!(sees(&["members:invite", "members:manage"]));
    assert!(!sees(&[]) && !sees(&["team:access", "team:manage", "audit:read"]));
}

#[test]
fn rule_10_an_open_invite_says_who_looks_by_membership_first_and_then_by_address() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let ada = desk.joined("ada", "dev");
    let targeted = desk.invite(&owner, "ben", "dev").unwrap();
    let link = desk.link_invite(&owner, "dev").unwrap();
    let member = someone("ada");
    for (viewer, to_targeted, to_link) in [
        (None, None, None),
        (Some(unverified("ben")), None, None),
        (Some(someone("ben")), Some(You::Invitee), Some(You::Invitee)),
        (Some(someone("eve")), Some(You::Other), Some(You::Invitee)),
        (Some(member), Some(You::Member), Some(You::Member)),
        (
            Some(unverified("ada")),
            Some(You::Member),
            Some(You::Member),
        ),
    ] {
        let viewer = viewer.as_ref();
        assert_eq!(desk.you(viewer, &targeted), to_targeted, "{viewer:?}");
        assert_eq!(desk.you(viewer, &link), to_link, "{viewer:?}");
    }
    let words = [You::Invitee, You::Other, You::Member].map(You::as_str);
    assert_eq!(words, ["invitee", "other", "member"]);
    assert!(desk.member(&ada).is_some(), "looking changes nothing");
}

#[test]
fn rule_10_why_an_invite_is_closed_is_for_the_invitee_and_whoever_used_it() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let revoked = desk.invite(&owner, "ben", "dev").unwrap();
    desk.run(&owner, &Command::Revoke { invite: revoked })
        .unwrap();
    let link = desk.link_invite(&owner, "dev").unwrap();
    let cal = person("cal");
    desk.accept(&cal, link).unwrap();
    let told = |why, joined| (Some(why), joined);
    let nothing = (None, false);
    for (viewer, of_revoked, of_link) in [
        (None, nothing, nothing),
        (Some(someone("eve")), nothing, nothing),
        (Some(unverified("ben")), nothing, nothing),
        (Some(someone("ben")), told(Why::Revoked, false), nothing),
        (Some(someone("owner")), nothing, nothing),
        (Some(unverified("cal")), nothing, told(Why::Used, true)),
    ] {
        let viewer = viewer.as_ref();
        assert_eq!(desk.why(viewer, &revoked), of_revoked, "{viewer:?}");
        assert_eq!(desk.why(viewer, &link), of_link, "{viewer:?}");
    }
    desk.run(&owner, &Command::Remove { user: user(&cal) })
        .unwrap();
    let gone = desk.why(Some(&someone("cal")), &link);
    assert_eq!(gone, told(Why::Used, false), "no member any more");
}

#[test]
fn rule_10_a_link_of_another_generation_and_an_unknown_invite_say_nothing() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let invite = desk.invite(&owner, "ben", "dev").unwrap();
    desk.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    let nothing = Preview::Closed {
        why: None,
        joined: None,
    };
    let ben = someone("ben");
    for generation in [0, 2] {
        assert_eq!(desk.preview(Some(&ben), &invite, generation), nothing);
    }
    let seen = desk.preview(Some(&ben), &invite, 1);
    assert!(matches!(seen, Preview::Open { .. }));
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    assert_eq!(desk.preview(Some(&ben), &unknown, 0), nothing);
    assert_eq!(Desk::empty().preview(Some(&ben), &invite, 0), nothing);
}

#[test]
fn a_hint_is_the_masked_address_and_a_link_invite_has_none() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let targeted = desk.invite(&owner, "ben", "dev").unwrap();
    let link = desk.link_invite(&owner, "dev").unwrap();
    let hint = |id| read::hint(&desk.memory.invites[id]);
    assert_eq!(hint(&targeted), Some(address("ben").masked()));
    assert_eq!(hint(&link), None);
}

#[test]
fn an_inbox_shows_pending_invites_and_no_others() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let short = desk.created(&owner, &expiring("ben", 60)).unwrap();
    let declined = desk.invite(&owner, "cal", "dev").unwrap();
    let shows = |desk: &Desk, id| read::is_in_inbox(&desk.memory.invites[id], desk.now);
    assert!(shows(&desk, &short) && shows(&desk, &declined));
    let decline = Command::Decline {
        invite: declined,
        proof: Proof::Inbox,
    };
    desk.run(&person("cal"), &decline).unwrap();
    assert!(shows(&desk, &short) && !shows(&desk, &declined));
    desk.pass(60);
    assert!(!shows(&desk, &short));
}

#[test]
fn to_who_is_no_member_and_holds_nothing_the_account_does_not_exist() {
    let mut desk = Desk::team();
    let basic = desk.joined("ada", "basic");
    let service = super::service("dev");
    let permitted = |desk: &Desk, caller: &Caller, permission: &str| {
        let context = desk.context(caller);
        let Ok(seen) = read::permitted(&desk.memory, &context, permission);
        seen.map(|view| (view.member.is_some(), view.permissions))
            .map_err(|refusal| refusal.code())
    };
    let held = |of: &str| desk.policy.set_of(&role(of));
    assert_eq!(
        permitted(&desk, &basic, "team:access"),
        Ok((true, held("basic")))
    );
    assert_eq!(
        permitted(&desk, &service, "team:access"),
        Ok((false, held("dev")))
    );
    assert_eq!(
        permitted(&desk, &basic, "members:invite"),
        Err(crate::Code::Forbidden)
    );
    assert_eq!(
        permitted(&desk, &person("eve"), "team:access"),
        Err(crate::Code::NotFound)
    );
    assert_eq!(
        permitted(&Desk::empty(), &basic, "team:access"),
        Err(crate::Code::NotFound)
    );
}
