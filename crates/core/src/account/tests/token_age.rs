//! Rule 12 over time: a token is refused once its own member has changed, and by nothing that another member does.

use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::random_command::{RandomCommand, caller, command, random_commands};
use super::{Fixture, Memory, person, update_member, user};
use crate::account::{FieldChange, MemberUpdate, read};
use crate::freshness::{Epochs, MemberStatus, TokenEpoch};
use crate::{MembershipStatus, Timestamp, UserId, limits};

/// A token that a member got after one of the commands.
struct IssuedToken {
    user: UserId,
    epoch: u64,
    issued_at: Timestamp,
    /// Whether its member or one of their grants was changed or removed since, they became or ceased to be the owner, they
    /// hold nothing now, or the account was converted or reverted.
    is_stale: bool,
}

fn floor(memory: &Memory) -> Option<u64> {
    memory.account().map(|account| account.floor_epoch)
}

fn has_changed(before: &Memory, after: &Memory, user: &UserId) -> bool {
    let held = |memory: &Memory| {
        let member = memory.members.get(user)?;
        // A token is never for a project that did not exist yet, so its creator's own grant changes none.
        let grants = memory
            .grants
            .iter()
            .filter(|((of, project), _)| of == user && before.projects.contains_key(project));
        let grants: Vec<_> = grants.map(|(_, (grant, _))| grant.clone()).collect();
        Some((
            member.assignment.clone(),
            member.expires_at,
            member.suspended,
            grants,
            memory.account()?.owner == *user,
        ))
    };
    floor(before) != floor(after) || held(before) != held(after)
}

fn is_active(memory: &Memory, user: &UserId, now: Timestamp) -> bool {
    let member = memory.members.get(user);
    member.is_some_and(|member| member.status(now) == MembershipStatus::Active)
}

/// Runs commands, and judges every token that has not expired after each of them, by the epochs that `view` makes of the
/// account's. Returns how many tokens were judged wrongly, and how many were rightly found stale.
fn run(steps: &[RandomCommand], view: impl Fn(Epochs) -> Epochs) -> (usize, usize) {
    let mut fixture = Fixture::team();
    let mut tokens: Vec<IssuedToken> = Vec::new();
    let (mut wrong, mut stale) = (0, 0);
    for step in steps {
        fixture.advance(step.after_seconds);
        let before = fixture.memory.clone();
        let random = command(&fixture, step);
        let _outcome = fixture.run(&caller(step), &random);
        let now = fixture.now;
        for token in &mut tokens {
            token.is_stale |= has_changed(&before, &fixture.memory, &token.user);
            token.is_stale |= !is_active(&fixture.memory, &token.user, now);
        }
        tokens.retain(|token| {
            token
                .issued_at
                .plus_seconds(limits::MEMBERSHIP_TOKEN_SECONDS)
                > now
        });
        let Ok(Some(epochs)) = read::epochs(&fixture.memory, now, None) else {
            tokens.clear();
            continue;
        };
        let epochs = view(epochs);
        for token in &tokens {
            let expected = if token.is_stale {
                MemberStatus::Stale
            } else {
                MemberStatus::Current
            };
            let age = TokenEpoch {
                user: &token.user,
                project: None,
                epoch: token.epoch,
            };
            let found = epochs.check_member(age, 0);
            wrong += usize::from(found != expected);
            stale += usize::from(found == expected && token.is_stale);
        }
        let epoch = epochs.epoch;
        let members = fixture.memory.members.keys();
        let active = members.filter(|user| is_active(&fixture.memory, user, now));
        tokens.extend(active.map(|user| IssuedToken {
            user: user.clone(),
            epoch,
            issued_at: now,
            is_stale: false,
        }));
    }
    (wrong, stale)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn rule_12_a_token_is_stale_exactly_if_its_own_member_has_changed(steps in random_commands()) {
        let (wrong, _) = run(&steps, |epochs| epochs);
        prop_assert_eq!(wrong, 0);
    }
}

#[test]
fn a_view_without_changed_members_would_accept_stale_tokens() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut wrong, mut stale) = (0, 0);
    for _ in 0..200 {
        let steps = random_commands().new_tree(&mut runner).unwrap().current();
        stale += run(&steps, |epochs| epochs).1;
        wrong += run(&steps, |epochs| Epochs {
            changed: Some(Vec::new()),
            ..epochs
        })
        .0;
    }
    assert!(wrong > 0 && stale > 0, "{wrong} wrong, {stale} stale");
}

/// What the epochs of all members, and those of this member, say of a token that was issued at `epoch`.
fn status(fixture: &Fixture, user: &UserId, epoch: u64) -> [MemberStatus; 2] {
    [None, Some(user)].map(|one| {
        let epochs = read::epochs(&fixture.memory, fixture.now, one).unwrap();
        let token = TokenEpoch {
            user,
            project: None,
            epoch,
        };
        epochs.unwrap().check_member(token, 0)
    })
}

#[test]
fn rule_12_a_suspension_and_an_end_make_the_members_own_tokens_stale() {
    let in_a_minute = |fixture: &Fixture| fixture.now.plus_seconds(60);
    let updates: [fn(&Fixture) -> MemberUpdate; 3] = [
        |_| MemberUpdate {
            suspended: Some(true),
            ..MemberUpdate::default()
        },
        |fixture| MemberUpdate {
            expires_at: FieldChange::Set(fixture.now),
            ..MemberUpdate::default()
        },
        |fixture| MemberUpdate {
            expires_at: FieldChange::Set(fixture.now.plus_seconds(60)),
            ..MemberUpdate::default()
        },
    ];
    for (case, update) in updates.into_iter().enumerate() {
        let mut fixture = Fixture::team();
        let owner = person("owner");
        let [ada, ben] = ["ada", "ben"].map(|name| user(&fixture.join(name, "dev")));
        let end = in_a_minute(&fixture);
        let command = update_member(ada.clone(), update(&fixture));
        let epoch = |fixture: &Fixture| fixture.memory.account().unwrap().epoch;
        let before = epoch(&fixture);
        fixture.run(&owner, &command).unwrap();
        // A change makes older tokens stale, and an end that is to come leaves new ones current until then.
        assert_eq!(
            status(&fixture, &ada, before),
            [MemberStatus::Stale; 2],
            "{case}"
        );
        let latest = epoch(&fixture);
        let expected = if case == 2 {
            MemberStatus::Current
        } else {
            MemberStatus::Stale
        };
        assert_eq!(status(&fixture, &ada, latest), [expected; 2], "{case}");
        fixture.now = end;
        assert_eq!(
            status(&fixture, &ada, latest),
            [MemberStatus::Stale; 2],
            "{case}"
        );
        for other in [&ben, &user(&owner)] {
            assert_eq!(
                status(&fixture, other, before),
                [MemberStatus::Current; 2],
                "{case}"
            );
        }
    }
}
