//! Queries: who sees what of an account and an invite.

use super::{
    Caller, Command, Fixture, Link, Person, Proof, address, expiring, person, resend, role,
    someone, user,
};
use crate::account::read::{self, Preview, ViewerRelation};
use crate::{ClosedReason, InviteId, required};

impl Fixture {
    /// The preview of an invite with a link of this generation.
    fn preview(&self, viewer: Option<&Person>, id: &InviteId, generation: u32) -> Preview {
        match read::preview(&self.memory, self.now, viewer, id, generation) {
            Ok(seen) => seen,
            Err(never) => match never {},
        }
    }

    /// What the viewer is to an open invite.
    fn you(&self, viewer: Option<&Person>, id: &InviteId) -> Option<ViewerRelation> {
        match self.preview(viewer, id, 0) {
            Preview::Open { invite, you, .. } => {
                assert_eq!(invite.id, *id);
                you
            }
            closed @ Preview::Closed { .. } => panic!("{closed:?}"),
        }
    }

    /// Why an invite is closed, as far as the viewer learns it, and whether the preview shows their account.
    fn why(&self, viewer: Option<&Person>, id: &InviteId) -> (Option<ClosedReason>, bool) {
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
fn only_those_who_invite_or_manage_members_see_addresses() {
    let fixture = Fixture::team();
    let sees = |names: &[&str]| {
        let names: alloc::vec::Vec<_> = names.iter().map(|name| name.parse().unwrap()).collect();
        read::sees_addresses(&fixture.policy, fixture.policy.set_named(&names))
    };
    assert!(sees(&["members:invite"]) && sees(&["members:manage"]));
    assert!(sees(&["members:invite", "members:manage"]));
    assert!(!sees(&[]) && !sees(&["team:access", "team:manage", "audit:read"]));
}

#[test]
fn members_see_their_own_address_and_others_only_with_a_permission_for_it() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let ben = fixture.join("ben", "basic");
    let sees = |viewer: &Caller, whom: &Caller| {
        let context = fixture.context(viewer);
        let Ok(seen) = read::permitted(&fixture.memory, &context, required::TEAM_ACCESS);
        seen.unwrap().sees_address_of(&user(whom), &fixture.policy)
    };
    assert!(sees(&ada, &ada) && sees(&ada, &ben) && sees(&ben, &ben));
    assert!(!sees(&ben, &ada));
}

#[test]
fn a_link_that_was_replaced_shows_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let link = fixture.link_invite(&owner, "dev").unwrap();
    fixture.run(&owner, &resend(link, Link::Rotate)).unwrap();
    for viewer in [None, Some(&someone("eve"))] {
        assert_eq!(fixture.why(viewer, &link), (None, false));
    }
}

#[test]
fn rule_10_a_preview_tells_the_viewers_relation_by_membership_then_by_address() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let targeted = fixture.invite(&owner, "ben", "dev").unwrap();
    let link = fixture.link_invite(&owner, "dev").unwrap();
    let member = someone("ada");
    for (viewer, to_targeted, to_link) in [
        (None, None, None),
        (Some(unverified("ben")), None, None),
        (
            Some(someone("ben")),
            Some(ViewerRelation::Invitee),
            Some(ViewerRelation::Invitee),
        ),
        (
            Some(someone("eve")),
            Some(ViewerRelation::Other),
            Some(ViewerRelation::Invitee),
        ),
        (
            Some(member),
            Some(ViewerRelation::Member),
            Some(ViewerRelation::Member),
        ),
        (
            Some(unverified("ada")),
            Some(ViewerRelation::Member),
            Some(ViewerRelation::Member),
        ),
    ] {
        let viewer = viewer.as_ref();
        assert_eq!(fixture.you(viewer, &targeted), to_targeted, "{viewer:?}");
        assert_eq!(fixture.you(viewer, &link), to_link, "{viewer:?}");
    }
    let words = [
        ViewerRelation::Invitee,
        ViewerRelation::Other,
        ViewerRelation::Member,
    ]
    .map(ViewerRelation::as_str);
    assert_eq!(words, ["invitee", "other", "member"]);
    assert!(fixture.member(&ada).is_some(), "a preview changes nothing");
}

#[test]
fn rule_10_only_the_invitee_learns_why_an_invite_is_closed() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let revoked = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture
        .run(&owner, &Command::Revoke { invite: revoked })
        .unwrap();
    let link = fixture.link_invite(&owner, "dev").unwrap();
    let cal = person("cal");
    fixture.accept(&cal, link).unwrap();
    let shown = |why, joined| (Some(why), joined);
    let nothing = (None, false);
    for (viewer, of_revoked, of_link) in [
        (None, nothing, nothing),
        (Some(someone("eve")), nothing, nothing),
        (Some(unverified("ben")), nothing, nothing),
        (
            Some(someone("ben")),
            shown(ClosedReason::Revoked, false),
            nothing,
        ),
        (Some(someone("owner")), nothing, nothing),
        (
            Some(unverified("cal")),
            nothing,
            shown(ClosedReason::Used, true),
        ),
    ] {
        let viewer = viewer.as_ref();
        assert_eq!(fixture.why(viewer, &revoked), of_revoked, "{viewer:?}");
        assert_eq!(fixture.why(viewer, &link), of_link, "{viewer:?}");
    }
    fixture
        .run(&owner, &Command::Remove { user: user(&cal) })
        .unwrap();
    let gone = fixture.why(Some(&someone("cal")), &link);
    assert_eq!(
        gone,
        shown(ClosedReason::Used, false),
        "they are no longer a member"
    );
}

#[test]
fn rule_10_a_link_of_another_generation_is_closed_like_an_unknown_invite() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    let nothing = Preview::Closed {
        why: None,
        joined: None,
    };
    let ben = someone("ben");
    for generation in [0, 2] {
        assert_eq!(fixture.preview(Some(&ben), &invite, generation), nothing);
    }
    let seen = fixture.preview(Some(&ben), &invite, 1);
    assert!(matches!(seen, Preview::Open { .. }));
    let unknown = InviteId::new(super::account_id(), [0; 16]);
    assert_eq!(fixture.preview(Some(&ben), &unknown, 0), nothing);
    assert_eq!(Fixture::empty().preview(Some(&ben), &invite, 0), nothing);
}

#[test]
fn a_hint_is_the_masked_address_and_a_link_to_any_address_has_none() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let targeted = fixture.invite(&owner, "ben", "dev").unwrap();
    let link = fixture.link_invite(&owner, "dev").unwrap();
    let hint = |id| fixture.memory.invites[id].hint();
    assert_eq!(hint(&targeted), Some(address("ben").masked()));
    assert_eq!(hint(&link), None);
}

#[test]
fn an_inbox_shows_only_pending_invites() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let short = fixture.create_invite(&owner, &expiring("ben", 60)).unwrap();
    let declined = fixture.invite(&owner, "cal", "dev").unwrap();
    let shows = |fixture: &Fixture, id| read::is_in_inbox(&fixture.memory.invites[id], fixture.now);
    assert!(shows(&fixture, &short) && shows(&fixture, &declined));
    let decline = Command::Decline {
        invite: declined,
        proof: Proof::Inbox,
    };
    fixture.run(&person("cal"), &decline).unwrap();
    assert!(shows(&fixture, &short) && !shows(&fixture, &declined));
    fixture.advance(60);
    assert!(!shows(&fixture, &short));
}

#[test]
fn for_a_stranger_the_account_is_not_found() {
    let mut fixture = Fixture::team();
    let basic = fixture.join("ada", "basic");
    let service = super::service("dev");
    let permitted = |fixture: &Fixture, caller: &Caller, permission: &str| {
        let context = fixture.context(caller);
        let Ok(seen) = read::permitted(&fixture.memory, &context, permission);
        seen.map(|view| (view.member.is_some(), view.permissions))
            .map_err(|refusal| refusal.code())
    };
    let held = |of: &str| fixture.policy.set_of(&role(of));
    assert_eq!(
        permitted(&fixture, &basic, "team:access"),
        Ok((true, held("basic")))
    );
    assert_eq!(
        permitted(&fixture, &service, "team:access"),
        Ok((false, held("dev")))
    );
    assert_eq!(
        permitted(&fixture, &basic, "members:invite"),
        Err(crate::Code::Forbidden)
    );
    assert_eq!(
        permitted(&fixture, &person("eve"), "team:access"),
        Err(crate::Code::NotFound)
    );
    assert_eq!(
        permitted(&Fixture::empty(), &basic, "team:access"),
        Err(crate::Code::NotFound)
    );
}
