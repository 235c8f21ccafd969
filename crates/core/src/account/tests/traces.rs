//! The effects of commands: audit events, stored details of members, and announcements.

use super::{
    Command, Done, Fixture, Person, code, narrower_policy, note, person, service, someone, spend,
    user,
};
use crate::account::{Announcement, Presence};
use crate::audit::Detail;
use crate::{Code, Name, limits};

fn outcome(fixture: &Fixture) -> (&str, &str, &str) {
    let draft = &fixture.memory.events.last().unwrap().draft;
    let (action, id) = (draft.action.as_str(), draft.resource.id.as_str());
    (draft.outcome_word(), action, id)
}

#[test]
fn rule_09_leaving_and_removing_are_audited_as_different_actions() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let (ada, ben) = (fixture.join("ada", "basic"), fixture.join("ben", "basic"));
    let remove = |who| Command::Remove { user: user(who) };
    for (caller, whom, answer, word, action) in [
        (&ada, &ben, "forbidden", "refused", "member.remove"),
        (&owner, &owner, "owner_protected", "refused", "member.leave"),
        (&ada, &owner, "forbidden", "refused", "member.remove"),
    ] {
        assert_eq!(code(fixture.run(caller, &remove(whom))), answer);
        assert_eq!(outcome(&fixture), (word, action, user(whom).as_str()));
    }
    for (caller, whom, action) in [
        (&ada, &ada, "member.leave"),
        (&owner, &ben, "member.remove"),
    ] {
        let done = Ok(Done::Removed { user: user(whom) });
        assert_eq!(fixture.run(caller, &remove(whom)), done, "{action}");
        assert_eq!(outcome(&fixture), ("done", action, user(whom).as_str()));
    }
}

#[test]
fn rule_09_a_refused_host_event_is_audited_as_its_own_action() {
    let mut fixture = Fixture::team();
    let mut machine = service("dev");
    if let super::Caller::Service(service) = &mut machine {
        service.permissions.clear();
    }
    let refusal = fixture.run(&machine, &note("pod.create")).unwrap_err();
    assert_eq!(refusal.code(), Code::Forbidden);
    assert_eq!(outcome(&fixture), ("refused", "pod.create", "pod-1"));
}

#[test]
fn a_changed_spend_limit_is_stored_and_audited_once() {
    let mut fixture = Fixture::team();
    let highest = limits::SPEND_LIMIT_CENTS;
    for (caller, cents) in [(person("owner"), 5), (service("admin"), highest)] {
        fixture.run(&caller, &spend(cents)).unwrap();
        let account = fixture.memory.account().unwrap();
        assert_eq!(account.spend_limit_cents_per_hour, Some(cents));
        let details = &fixture.memory.events.last().unwrap().draft.details;
        assert_eq!(
            details.get("spendLimitCentsPerHour"),
            Some(&Detail::Number(cents))
        );
        let before = fixture.memory.clone();
        fixture.run(&caller, &spend(cents)).unwrap();
        assert_eq!(fixture.memory.events, before.events, "nothing changed");
        assert_eq!(fixture.memory.presence, before.presence);
    }
}

#[test]
fn a_changed_name_is_stored_and_audited_once() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let named = |name: &str| Command::Update {
        name: Some(Name::parse(name).unwrap()),
        spend_limit_cents_per_hour: None,
    };
    fixture.run(&owner, &named("Production")).unwrap();
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.name.as_str(), "Production");
    let details = &fixture.memory.events.last().unwrap().draft.details;
    let fields = Detail::List(alloc::vec!["name".into()]);
    assert_eq!(details.get("fields"), Some(&fields));
    let before = fixture.memory.clone();
    fixture.run(&owner, &named("Production")).unwrap();
    assert_eq!(fixture.memory.events, before.events, "nothing changed");
    assert_eq!(fixture.memory.presence, before.presence);
}

#[test]
fn attending_stores_changed_details_and_writes_nothing_otherwise() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    let now_called = Person {
        name: Name::parse("Ada L.").unwrap(),
        address: None,
        image: Some("https://pictures.example/ada".into()),
        ..someone("ada")
    };
    let ada = super::Caller::User(now_called.clone());
    fixture.advance(86_400);
    let before = fixture.memory.clone();
    assert_eq!(fixture.run(&ada, &Command::Attend), Ok(Done::Attended));
    let member = fixture.member(&ada).unwrap().clone();
    assert_eq!(member.last_seen_on, Some(fixture.now.day()));
    assert_eq!(member.person(), now_called);
    assert_eq!(fixture.memory.events, before.events, "nothing is audited");
    let kept = fixture.memory.clone();
    assert_ne!(
        kept.presence, before.presence,
        "the sequence was incremented"
    );
    assert_eq!(fixture.run(&ada, &Command::Attend), Ok(Done::Attended));
    assert_eq!(
        fixture.memory.presence, kept.presence,
        "nothing changed, so nothing is written"
    );
    assert_eq!(fixture.memory.members, kept.members);
}

#[test]
fn a_join_is_announced_to_all_of_fifty_members_and_then_only_to_the_owner() {
    let mut fixture = Fixture::team();
    let owner = user(&person("owner"));
    let told_of = |fixture: &mut Fixture, name: &str, count: u32| {
        let Presence::Open(account) = &mut fixture.memory.presence else {
            panic!("no account");
        };
        account.member_count = count - 1;
        fixture.memory.announced.clear();
        fixture.join(name, "basic");
        fixture.memory.announced.clone()
    };
    let at_fifty = told_of(&mut fixture, "ada", limits::COUNTED_FOR_ALL);
    assert!(at_fifty.contains(&Announcement::EveryMember));
    let past_fifty = told_of(&mut fixture, "ben", limits::COUNTED_FOR_ALL + 1);
    assert!(!past_fifty.contains(&Announcement::EveryMember));
    assert!(past_fifty.contains(&Announcement::Member(owner)));
}

#[test]
fn rule_09_an_event_is_not_older_than_the_one_before_it() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    fixture.run(&owner, &spend(5)).unwrap();
    let at = |fixture: &Fixture| fixture.memory.events.last().unwrap().draft.at;
    let before = at(&fixture);
    fixture.advance(-600);
    fixture.run(&owner, &spend(6)).unwrap();
    assert_eq!(at(&fixture), before, "another machine's clock is behind");
}

#[test]
fn rule_09_events_of_a_command_and_of_the_policy_that_it_adopts_have_different_ids() {
    let mut fixture = Fixture::team();
    fixture.policy = narrower_policy();
    fixture.run(&person("owner"), &spend(5)).unwrap();
    let [.., adopted, updated] = &*fixture.memory.events else {
        panic!("too few events")
    };
    assert!(adopted.draft.details.contains_key("policyBefore"));
    assert_ne!(adopted.draft.id, updated.draft.id);
}
