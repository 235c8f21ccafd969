//! What a command leaves behind: its name in the log, what is kept of a member, and who is told.

use super::{
    Command, Desk, Done, Person, Tables, code, note, person, service, someone, spend, user,
};
use crate::account::{Announcement, Presence};
use crate::audit::Detail;
use crate::{Code, Name, limits};

fn outcome(desk: &Desk) -> (&str, &str, &str) {
    let draft = &desk.memory.events.last().unwrap().draft;
    let (action, id) = (draft.action.as_str(), draft.resource.id.as_str());
    (draft.outcome_word(), action, id)
}

#[test]
fn rule_09_leaving_and_removing_have_each_their_name_done_or_refused() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let (ada, ben) = (desk.joined("ada", "basic"), desk.joined("ben", "basic"));
    let remove = |who| Command::Remove { user: user(who) };
    for (caller, whom, answer, word, action) in [
        (&ada, &ben, "forbidden", "refused", "member.remove"),
        (&owner, &owner, "owner_protected", "refused", "member.leave"),
        (&ada, &owner, "forbidden", "refused", "member.remove"),
    ] {
        assert_eq!(code(desk.run(caller, &remove(whom))), answer);
        assert_eq!(outcome(&desk), (word, action, user(whom).as_str()));
    }
    for (caller, whom, action) in [
        (&ada, &ada, "member.leave"),
        (&owner, &ben, "member.remove"),
    ] {
        let done = Ok(Done::Removed { user: user(whom) });
        assert_eq!(desk.run(caller, &remove(whom)), done, "{action}");
        assert_eq!(outcome(&desk), ("done", action, user(whom).as_str()));
    }
}

#[test]
fn rule_09_a_note_that_is_refused_is_in_the_log_under_the_hosts_own_word() {
    let mut desk = Desk::team();
    let mut machine = service("dev");
    if let super::Caller::Service(service) = &mut machine {
        service.permissions.clear();
    }
    let refusal = desk.run(&machine, &note("pod.create")).unwrap_err();
    assert_eq!(refusal.code(), Code::Forbidden);
    assert_eq!(outcome(&desk), ("refused", "pod.create", "pod-1"));
}

#[test]
fn a_spend_limit_that_differs_is_kept_and_logged_and_the_same_again_is_not() {
    let mut desk = Desk::team();
    let highest = limits::SPEND_LIMIT_CENTS;
    for (caller, cents) in [(person("owner"), 5), (service("admin"), highest)] {
        desk.run(&caller, &spend(cents)).unwrap();
        let account = desk.memory.account().unwrap();
        assert_eq!(account.spend_limit_cents_per_hour, Some(cents));
        let details = &desk.memory.events.last().unwrap().draft.details;
        assert_eq!(
            details.get("spendLimitCentsPerHour"),
            Some(&Detail::Number(cents))
        );
        let before = desk.memory.clone();
        desk.run(&caller, &spend(cents)).unwrap();
        assert_eq!(desk.memory.events, before.events, "no news");
        assert_eq!(desk.memory.presence, before.presence);
    }
}

#[test]
fn a_name_that_differs_is_kept_and_logged_and_the_same_again_is_not() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let named = |name: &str| Command::Update {
        name: Some(Name::parse(name, &Tables).unwrap()),
        spend_limit_cents_per_hour: None,
    };
    desk.run(&owner, &named("Production")).unwrap();
    let account = desk.memory.account().unwrap();
    assert_eq!(account.name.as_str(), "Production");
    let details = &desk.memory.events.last().unwrap().draft.details;
    let fields = Detail::List(alloc::vec!["name".into()]);
    assert_eq!(details.get("fields"), Some(&fields));
    let before = desk.memory.clone();
    desk.run(&owner, &named("Production")).unwrap();
    assert_eq!(desk.memory.events, before.events, "no news");
    assert_eq!(desk.memory.presence, before.presence);
}

#[test]
fn attending_keeps_what_is_news_of_a_member_and_writes_nothing_otherwise() {
    let mut desk = Desk::team();
    desk.joined("ada", "dev");
    let now_called = Person {
        name: Name::parse("Ada L.", &Tables).unwrap(),
        address: None,
        image: Some("https://pictures.example/ada".into()),
        ..someone("ada")
    };
    let ada = super::Caller::User(now_called.clone());
    desk.pass(86_400);
    let before = desk.memory.clone();
    assert_eq!(desk.run(&ada, &Command::Attend), Ok(Done::Attended));
    let member = desk.member(&ada).unwrap().clone();
    assert_eq!(member.last_seen_on, Some(desk.now.day()));
    assert_eq!(member.person(), now_called);
    assert_eq!(desk.memory.events, before.events, "nothing to audit");
    let kept = desk.memory.clone();
    assert_ne!(kept.presence, before.presence, "the sequence has grown");
    assert_eq!(desk.run(&ada, &Command::Attend), Ok(Done::Attended));
    assert_eq!(desk.memory.presence, kept.presence, "no news, no write");
    assert_eq!(desk.memory.members, kept.members);
}

#[test]
fn everybody_is_told_of_each_member_more_up_to_fifty_and_then_the_owner_alone() {
    let mut desk = Desk::team();
    let owner = user(&person("owner"));
    let told_of = |desk: &mut Desk, name: &str, count: u32| {
        let Presence::Open(account) = &mut desk.memory.presence else {
            panic!("no account");
        };
        account.member_count = count - 1;
        desk.memory.announced.clear();
        desk.joined(name, "basic");
        desk.memory.announced.clone()
    };
    let at_fifty = told_of(&mut desk, "ada", limits::COUNTED_FOR_ALL);
    assert!(at_fifty.contains(&Announcement::EveryMember));
    let past_fifty = told_of(&mut desk, "ben", limits::COUNTED_FOR_ALL + 1);
    assert!(!past_fifty.contains(&Announcement::EveryMember));
    assert!(past_fifty.contains(&Announcement::Member(owner)));
}
