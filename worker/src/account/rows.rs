//! Rows of an account's database, as core's types and back.

use hallpass_core::account::{Account, Invite, Member, Presence, Recorded, State};
use hallpass_core::audit::{Actor, Details, Draft, Event, Head, Outcome, Resource};
use hallpass_core::{Address, Code, Day, Kind, Name, Note, UserId, UserRef};
use serde::de::{DeserializeOwned, IntoDeserializer as _};

use crate::error::InternalError;
use crate::json;
use crate::object::{Database, Row, params};
use crate::unicode;

use super::sql;

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "personal",
        Kind::Team => "team",
    }
}

fn kind_of(word: &str) -> Result<Kind, InternalError> {
    match word {
        "personal" => Ok(Kind::Personal),
        "team" => Ok(Kind::Team),
        _ => Err(InternalError::new("an account is of no known kind")),
    }
}

/// A text that was checked when it was written.
fn stored<T: DeserializeOwned>(text: String) -> Result<T, InternalError> {
    let read: Result<T, serde::de::value::Error> = T::deserialize(text.into_deserializer());
    read.map_err(|_| json::Unreadable.into())
}

fn name(row: &mut Row) -> Result<Name, InternalError> {
    stored(row.text()?)
}

/// An address that was canonical when it was written.
fn address(row: &mut Row) -> Result<Option<Address>, InternalError> {
    let text = row.optional_text()?;
    text.map(|text| {
        Address::from_canonical(text).ok_or_else(|| InternalError::new("a column holds no address"))
    })
    .transpose()
}

pub(super) fn presence(row: &mut Row) -> Result<Presence, InternalError> {
    let account = Account {
        id: row.parsed()?,
        kind: kind_of(&row.text()?)?,
        name: name(row)?,
        owner: row.parsed()?,
        personal_name: row.optional_text()?.map(stored).transpose()?,
        epoch: row.count()?,
        floor_epoch: row.count()?,
        sequence: row.count()?,
        policy: row.parsed()?,
        member_count: row.count()?,
        created_at: row.moment()?,
        spend_limit_cents_per_hour: row
            .optional_integer()?
            .map(u64::try_from)
            .transpose()
            .map_err(|_| InternalError::new("a limit is negative"))?,
        external_id: row.optional_text()?,
        audit: Head {
            count: row.count()?,
            hash: row.parsed()?,
        },
    };
    Ok(if row.integer()? == 0 {
        Presence::Open(account)
    } else {
        Presence::Closed(account)
    })
}

/// Whether an account's row is a tombstone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Open,
    Closed,
}

pub(super) fn put_account(
    db: &Database,
    account: &Account,
    life: Life,
) -> Result<(), InternalError> {
    db.run(
        sql::PUT_ACCOUNT,
        &params![
            account.id.to_string(),
            kind_word(account.kind),
            account.name.as_str(),
            account.owner.as_str(),
            account.personal_name.as_ref().map(Name::as_str),
            account.epoch,
            account.floor_epoch,
            account.sequence,
            account.policy.as_str(),
            account.member_count,
            account.created_at,
            account.spend_limit_cents_per_hour,
            account.external_id.as_ref(),
            account.audit.count,
            account.audit.hash.to_string(),
            u32::from(life == Life::Closed),
        ],
    )
}

pub(super) fn member(row: &mut Row) -> Result<Member, InternalError> {
    Ok(Member {
        user: row.parsed()?,
        name: name(row)?,
        address: address(row)?,
        image: row.optional_text()?,
        role: row.parsed()?,
        joined_at: row.moment()?,
        last_seen_on: row.optional_integer()?.map(Day::from_number),
        invited_by: row.optional_parsed()?,
        changed_epoch: row.count()?,
    })
}

pub(super) fn put_member(db: &Database, member: &Member) -> Result<(), InternalError> {
    db.run(
        sql::PUT_MEMBER,
        &params![
            member.user.as_str(),
            member.name.as_str(),
            folded(member.name.as_str()),
            member.address.as_ref().map(|address| address.as_str()),
            member.image.as_ref(),
            member.role.as_str(),
            member.joined_at,
            member.last_seen_on.map(Day::number),
            member.invited_by.as_ref().map(UserId::as_str),
            member.changed_epoch,
        ],
    )
}

/// The form in which names are searched.
pub(super) fn folded(text: &str) -> String {
    unicode::lowercase(text)
}

pub(super) fn invite(row: &mut Row) -> Result<Invite, InternalError> {
    let id = row.parsed()?;
    let (address, mailbox) = (address(row)?, row.optional_parsed()?);
    let role = row.parsed()?;
    let (state, by) = (row.text()?, row.optional_parsed()?);
    let state = match (state.as_str(), by) {
        ("pending", None) => State::Pending,
        ("accepted", Some(user)) => State::Accepted(user),
        ("declined", Some(user)) => State::Declined(user),
        ("revoked", None) => State::Revoked,
        _ => return Err(InternalError::new("an invite is in no known state")),
    };
    Ok(Invite {
        id,
        address,
        mailbox,
        role,
        state,
        inviter: UserRef {
            user: row.parsed()?,
            name: name(row)?,
        },
        created_at: row.moment()?,
        expires_at: row.optional_moment()?,
        decided_at: row.optional_moment()?,
        resent_at: row.optional_moment()?,
        note: row.optional_text()?.map(stored).transpose()?,
        generation: row.count()?,
    })
}

pub(super) fn put_invite(db: &Database, invite: &Invite) -> Result<(), InternalError> {
    let (state, by) = match &invite.state {
        State::Pending => ("pending", None),
        State::Accepted(user) => ("accepted", Some(user)),
        State::Declined(user) => ("declined", Some(user)),
        State::Revoked => ("revoked", None),
    };
    db.run(
        sql::PUT_INVITE,
        &params![
            invite.id.to_string(),
            invite.address.as_ref().map(|address| address.as_str()),
            invite.mailbox.map(|mailbox| mailbox.to_string()),
            invite.role.as_str(),
            state,
            by.map(UserId::as_str),
            invite.inviter.user.as_str(),
            invite.inviter.name.as_str(),
            invite.created_at,
            invite.expires_at,
            invite.decided_at,
            invite.resent_at,
            invite.note.as_ref().map(Note::as_str),
            invite.generation,
        ],
    )
}

/// An event, and its number in the log.
pub(super) fn event(row: &mut Row) -> Result<(i64, Event), InternalError> {
    let number = row.integer()?;
    let (id, at) = (row.parsed()?, row.moment()?);
    let actor = Actor::from_words(&row.text()?, &row.text()?)
        .map_err(|_| InternalError::new("an actor is of no known kind"))?;
    let action = row.parsed()?;
    let resource = Resource {
        kind: row.parsed()?,
        id: row.text()?,
    };
    let outcome = match (row.text()?.as_str(), row.optional_text()?) {
        ("done", None) => Outcome::Done,
        ("refused", Some(code)) => Outcome::Refused(
            Code::from_word(&code).ok_or_else(|| InternalError::new("a code is unknown"))?,
        ),
        _ => return Err(InternalError::new("an event has no known outcome")),
    };
    let details: Details = json::read(&row.text()?)?;
    let draft = Draft {
        id,
        at,
        actor,
        action,
        resource,
        outcome,
        details,
    };
    let (prev, hash) = (row.parsed()?, row.parsed()?);
    Ok((number, Event { draft, prev, hash }))
}

pub(super) fn append(db: &Database, event: &Event) -> Result<(), InternalError> {
    let draft = &event.draft;
    db.run(
        sql::APPEND,
        &params![
            draft.id.to_string(),
            draft.at,
            draft.actor.kind(),
            draft.actor.id(),
            draft.action.as_str(),
            draft.resource.kind.as_str(),
            &draft.resource.id,
            draft.outcome_word(),
            draft.code().map(Code::as_str),
            json::written(&draft.details),
            event.prev.to_string(),
            event.hash.to_string(),
        ],
    )
}

pub(super) fn recorded(row: &mut Row) -> Result<Recorded, InternalError> {
    Ok(Recorded {
        key: row.text()?,
        fingerprint: row.text()?,
        at: row.moment()?,
        done: json::read(&row.text()?)?,
    })
}
