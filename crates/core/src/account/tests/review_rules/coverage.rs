//! Whom a review covers.

use super::*;

#[test]
fn a_review_covers_who_is_a_member_when_it_is_opened() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let review = fixture.open_review(&owner);
    // In the same millisecond, and so with the same time of joining.
    let late = fixture.join("late", "dev");
    let covered = |fixture: &Fixture, caller| {
        let member = fixture.member(caller).unwrap();
        fixture.review(review).covers(member)
    };
    assert!(covered(&fixture, &owner) && covered(&fixture, &ada));
    assert!(!covered(&fixture, &late));
    assert_eq!(fixture.counts(review), [2, 0, 0, 0, 0, 2]);
    assert_eq!(fixture.review(review).opened_by, Actor::User(user(&owner)));
    assert_eq!(
        fixture.decide(&owner, review, &late, Decision::Keep),
        Err(Refusal::NotFound)
    );
    // Nor is anybody else recorded as removed, or counted as gone.
    for other in [&late, &person("stranger")] {
        let refused = fixture.decide(&owner, review, other, Decision::Removed);
        assert_eq!(refused, Err(Refusal::NotFound));
    }
    let user = user(&late);
    fixture.run(&late, &Command::Remove { user }).unwrap();
    assert_eq!(fixture.counts(review), [2, 0, 0, 0, 0, 2]);
    assert_eq!(fixture.outcome(review, &late), None);
    assert!(
        fixture.decide(&owner, review, &ada, Decision::Keep).is_ok(),
        "the control"
    );
}

#[test]
fn an_enrolled_member_is_covered_by_later_reviews_only() {
    let mut fixture = Fixture::team();
    let machine = service("admin");
    let first = fixture.open_review(&machine);
    let enrol = enrolment(someone("ada"), assigned("dev"));
    fixture.run(&machine, &enrol).unwrap();
    let ada = person("ada");
    let seq = fixture.member(&ada).unwrap().joined_seq;
    let join = usize::try_from(seq).unwrap() - 1;
    let event = &fixture.memory.events[join];
    assert_eq!(event.draft.action.as_str(), "member.join");
    assert_eq!(
        fixture.decide(&machine, first, &ada, Decision::Keep),
        Err(Refusal::NotFound)
    );
    fixture.close(&machine, first).unwrap();
    let second = fixture.open_review(&machine);
    assert!(
        fixture
            .decide(&machine, second, &ada, Decision::Keep)
            .is_ok()
    );
}
