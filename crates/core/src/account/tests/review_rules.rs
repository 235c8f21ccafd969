//! The rules about access reviews, one by one.

mod coverage;

use alloc::string::ToString;

use super::{
    Command, Done, Fixture, KEY, Kind, Run, assigned, code, enrolment, open, person, service,
    someone, user,
};
use crate::account::{Caller, Decision, Review, ReviewCounts, ReviewOutcome};
use crate::audit::{Actor, Detail};
use crate::{Refusal, ReviewId};

impl Fixture {
    fn open_review(&mut self, by: &Caller) -> ReviewId {
        match self.run(by, &Command::OpenReview) {
            Ok(Done::Review { review }) => review,
            other => panic!("not a review: {other:?}"),
        }
    }

    fn decide(
        &mut self,
        by: &Caller,
        review: ReviewId,
        about: &Caller,
        decision: Decision,
    ) -> Result<Done, Refusal> {
        let user = user(about);
        self.run(
            by,
            &Command::DecideReview {
                review,
                user,
                decision,
            },
        )
    }

    fn close(&mut self, by: &Caller, review: ReviewId) -> Result<Done, Refusal> {
        self.run(by, &Command::CloseReview { review })
    }

    fn review(&self, id: ReviewId) -> &Review {
        self.memory.reviews.get(&id).unwrap()
    }

    /// The counts of a review: total, kept, changed, removed, gone, undecided.
    fn counts(&self, id: ReviewId) -> [u32; 6] {
        let ReviewCounts {
            total,
            kept,
            changed,
            removed,
            gone,
        } = self.review(id).counts;
        let undecided = self.review(id).counts.undecided();
        [total, kept, changed, removed, gone, undecided]
    }

    fn outcome(&self, review: ReviewId, about: &Caller) -> Option<&ReviewOutcome> {
        let entry = self.memory.review_entries.get(&(review, user(about)))?;
        Some(&entry.outcome)
    }
}

#[test]
fn decisions_are_recorded_and_change_no_membership() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let people: [Caller; 3] = ["ada", "ben", "eve"].map(|name| fixture.join(name, "dev"));
    let [ada, ben, eve] = &people;
    let members = fixture.memory.members.clone();
    let epoch = fixture.memory.account().unwrap().epoch;
    let review = fixture.open_review(&owner);
    fixture.decide(&owner, review, ada, Decision::Keep).unwrap();
    fixture
        .decide(&owner, review, ben, Decision::Changed)
        .unwrap();
    fixture
        .decide(&owner, review, eve, Decision::Removed)
        .unwrap();
    assert_eq!(fixture.counts(review), [4, 1, 1, 1, 0, 1]);
    assert_eq!(fixture.memory.members, members);
    assert_eq!(fixture.memory.account().unwrap().epoch, epoch);
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "hallpass.review.decide");
    assert_eq!(event.draft.resource.id, review.to_string());
    assert_eq!(
        event.draft.details["decision"],
        Detail::Text("removed".into())
    );
    assert_eq!(
        event.draft.details["user"],
        Detail::Text(user(eve).to_string())
    );
}

#[test]
fn a_decision_can_be_replaced_until_the_review_is_closed() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let review = fixture.open_review(&owner);
    fixture
        .decide(&owner, review, &ada, Decision::Removed)
        .unwrap();
    fixture
        .decide(&owner, review, &ada, Decision::Keep)
        .unwrap();
    assert_eq!(fixture.counts(review), [2, 1, 0, 0, 0, 1]);
    let events = fixture.memory.events.len();
    fixture
        .decide(&owner, review, &ada, Decision::Keep)
        .unwrap();
    assert_eq!(
        fixture.memory.events.len(),
        events,
        "a repeat changes nothing"
    );
    fixture.close(&owner, review).unwrap();
    assert_eq!(
        fixture.decide(&owner, review, &ada, Decision::Changed),
        Err(Refusal::Conflict)
    );
    assert_eq!(fixture.close(&owner, review), Err(Refusal::Conflict));
    assert_eq!(fixture.counts(review), [2, 1, 0, 0, 0, 1]);
}

#[test]
fn nobody_decides_about_themself() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let review = fixture.open_review(&ada);
    for decision in [Decision::Keep, Decision::Changed, Decision::Removed] {
        assert_eq!(
            fixture.decide(&ada, review, &ada, decision),
            Err(Refusal::FORBIDDEN)
        );
    }
    assert_eq!(fixture.counts(review), [2, 0, 0, 0, 0, 2]);
    assert!(
        fixture.decide(&owner, review, &ada, Decision::Keep).is_ok(),
        "the control"
    );
    // A member also records a decision about the owner: it changes nothing.
    assert!(fixture.decide(&ada, review, &owner, Decision::Keep).is_ok());
}

#[test]
fn one_review_is_open_at_a_time() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let first = fixture.open_review(&owner);
    assert_eq!(code(fixture.run(&owner, &Command::OpenReview)), "conflict");
    fixture.close(&owner, first).unwrap();
    let second = fixture.open_review(&owner);
    assert_ne!(first, second);
}

#[test]
fn who_leaves_undecided_is_gone() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let people: [Caller; 4] = ["ada", "ben", "eve", "kit"].map(|name| fixture.join(name, "dev"));
    let [ada, ben, eve, kit] = &people;
    let review = fixture.open_review(&owner);
    fixture.decide(&owner, review, kit, Decision::Keep).unwrap();
    let remove = |about: &Caller| Command::Remove { user: user(about) };
    fixture.run(ada, &remove(ada)).unwrap();
    fixture.run(&owner, &remove(ben)).unwrap();
    fixture.run(kit, &remove(kit)).unwrap();
    assert_eq!(fixture.counts(review), [5, 1, 0, 0, 2, 2]);
    assert_eq!(fixture.outcome(review, ada), Some(&ReviewOutcome::Gone));
    assert_eq!(
        fixture.decide(&owner, review, ada, Decision::Keep),
        Err(Refusal::NotFound)
    );
    // Who was removed before it was recorded.
    fixture
        .decide(&owner, review, ben, Decision::Removed)
        .unwrap();
    assert_eq!(fixture.counts(review), [5, 1, 0, 1, 1, 2]);
    // Who comes back has a new membership, which this review does not cover.
    let ada = fixture.join("ada", "dev");
    assert_eq!(
        fixture.decide(&owner, review, &ada, Decision::Keep),
        Err(Refusal::NotFound)
    );
    fixture.run(&ada, &remove(&ada)).unwrap();
    assert_eq!(
        fixture.counts(review),
        [5, 1, 0, 1, 1, 2],
        "and is counted once"
    );
    fixture.close(&owner, review).unwrap();
    assert_eq!(
        fixture.outcome(review, eve),
        Some(&ReviewOutcome::Undecided)
    );
    assert_eq!(fixture.outcome(review, &ada), Some(&ReviewOutcome::Gone));
}

#[test]
fn a_closed_review_has_an_outcome_for_everybody_it_covers_and_no_other() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let review = fixture.open_review(&owner);
    let late = fixture.join("late", "dev");
    fixture
        .decide(&owner, review, &ada, Decision::Keep)
        .unwrap();
    fixture.advance(60);
    fixture.close(&owner, review).unwrap();
    assert_eq!(fixture.review(review).closed_at, Some(fixture.now));
    assert_eq!(fixture.memory.review_entries.len(), 2);
    assert_eq!(
        fixture.outcome(review, &owner),
        Some(&ReviewOutcome::Undecided)
    );
    assert_eq!(fixture.outcome(review, &late), None);
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "hallpass.review.close");
    assert_eq!(event.draft.details["kept"], Detail::Number(1));
    assert_eq!(event.draft.details["undecided"], Detail::Number(1));
    // Leaving a closed review changes it no more.
    fixture
        .run(&ada, &Command::Remove { user: user(&ada) })
        .unwrap();
    assert_eq!(fixture.counts(review), [2, 1, 0, 0, 0, 1]);
}

#[test]
fn reviews_require_members_manage() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let (dev, stranger) = (fixture.join("ada", "dev"), person("stranger"));
    let review = fixture.open_review(&owner);
    let commands = [
        Command::OpenReview,
        Command::DecideReview {
            review,
            user: user(&owner),
            decision: Decision::Keep,
        },
        Command::CloseReview { review },
    ];
    for command in commands {
        assert_eq!(code(fixture.run(&dev, &command)), "forbidden");
        let refused = fixture.memory.events.last().unwrap();
        assert_eq!(refused.draft.outcome_word(), "refused", "and audited");
        assert_eq!(code(fixture.run(&stranger, &command)), "not_found");
        assert_eq!(code(fixture.run(&service("basic"), &command)), "forbidden");
    }
    assert_eq!(fixture.counts(review), [2, 0, 0, 0, 0, 2]);
}

#[test]
fn a_service_reviews_within_its_permissions() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "dev");
    let machine = service("admin");
    let review = fixture.open_review(&machine);
    fixture
        .decide(&machine, review, &ada, Decision::Keep)
        .unwrap();
    fixture.close(&machine, review).unwrap();
    assert_eq!(fixture.counts(review), [2, 1, 0, 0, 0, 1]);
    assert_eq!(fixture.review(review).opened_by, machine.actor());
}

#[test]
fn a_personal_account_has_no_reviews_and_an_unknown_one_is_not_found() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    fixture.run(&owner, &open(Kind::Personal, "Owner")).unwrap();
    assert_eq!(
        code(fixture.run(&owner, &Command::OpenReview)),
        "not_a_team"
    );
    let mut team = Fixture::team();
    let ada = team.join("ada", "dev");
    team.open_review(&owner);
    let foreign = ReviewId::from_bytes([9; 16]);
    assert_eq!(
        team.decide(&owner, foreign, &ada, Decision::Keep),
        Err(Refusal::NotFound)
    );
    assert_eq!(team.close(&owner, foreign), Err(Refusal::NotFound));
}

#[test]
fn opening_again_under_the_same_key_is_the_same_review() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let first = fixture.run_keyed(&owner, &Command::OpenReview, KEY);
    assert_eq!(fixture.run_keyed(&owner, &Command::OpenReview, KEY), first);
    assert_eq!(fixture.memory.reviews.len(), 1);
    let ada = fixture.join("ada", "admin");
    let stays = fixture.run_keyed(&ada, &Command::OpenReview, KEY);
    assert_eq!(code(stays), "conflict", "a key belongs to its caller");
}

#[test]
fn reviews_are_limited_per_day() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    for _ in 0..50 {
        let review = fixture.open_review(&owner);
        fixture.close(&owner, review).unwrap();
    }
    let refused = fixture.run(&owner, &Command::OpenReview);
    assert_eq!(
        refused,
        Err(Refusal::RateLimited {
            retry_after: 86_400
        })
    );
    fixture.advance(86_400);
    assert!(fixture.run(&owner, &Command::OpenReview).is_ok());
}

#[test]
fn a_revert_deletes_reviews_and_its_plan_counts_them() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    fixture.join("ada", "dev");
    let first = fixture.open_review(&owner);
    fixture.close(&owner, first).unwrap();
    fixture.open_review(&owner);
    let revert = |run| Command::Revert {
        confirm_name: Some("Test Production".into()),
        run,
    };
    let Ok(Done::Planned(plan)) = fixture.run(&owner, &revert(Run::Dry)) else {
        panic!("no plan");
    };
    assert_eq!(plan.reviews_removed, 2);
    assert_eq!(fixture.memory.reviews.len(), 2, "a plan changes nothing");
    fixture.run(&owner, &revert(Run::Real)).unwrap();
    assert!(fixture.memory.reviews.is_empty());
    assert!(fixture.memory.review_entries.is_empty());
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.details["reviewsRemoved"], Detail::Number(2));
}
