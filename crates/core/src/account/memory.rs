//! An account in memory: the smallest [`Store`], for tests.

mod erasures;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use super::{
    Account, Announcement, Change, Grant, Invite, Member, Person, Presence, Project, Recorded,
    Redemption, Review, ReviewEntry, ReviewOutcome, State, Status, Store, read,
};
use crate::audit::{Action, Actor, Details, Event, Outcome};
use crate::freshness::Changed;
use crate::link::MailboxName;
use crate::mail::{Mail, MailId};
use crate::{Address, InviteId, ProjectId, ReviewId, Timestamp, UserId, limits};

/// The stored state of one account.
#[derive(Clone, Debug)]
pub struct Memory {
    /// The account's own row.
    pub presence: Presence,
    /// The members.
    pub members: BTreeMap<UserId, Member>,
    /// The invites.
    pub invites: BTreeMap<InviteId, Invite>,
    /// The uses of link invites.
    pub redemptions: BTreeMap<(InviteId, UserId), Redemption>,
    /// The access reviews.
    pub reviews: BTreeMap<ReviewId, Review>,
    /// The outcomes of access reviews.
    pub review_entries: BTreeMap<(ReviewId, UserId), ReviewEntry>,
    /// The projects.
    pub projects: BTreeMap<ProjectId, Project>,
    /// The grants, and when each was given.
    pub grants: BTreeMap<(UserId, ProjectId), (Grant, Timestamp)>,
    /// The audit log.
    pub events: Vec<Event>,
    /// The idempotency keys.
    pub records: BTreeMap<(String, String), Recorded>,
    /// The announcements, in order.
    pub announced: Vec<Announcement>,
    /// The mails.
    pub mails: BTreeMap<MailId, Mail>,
    /// The users who get another personal account, in order.
    pub replaced_owners: Vec<Person>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            presence: Presence::Unknown,
            members: BTreeMap::new(),
            invites: BTreeMap::new(),
            redemptions: BTreeMap::new(),
            reviews: BTreeMap::new(),
            review_entries: BTreeMap::new(),
            projects: BTreeMap::new(),
            grants: BTreeMap::new(),
            events: Vec::new(),
            records: BTreeMap::new(),
            announced: Vec::new(),
            mails: BTreeMap::new(),
            replaced_owners: Vec::new(),
        }
    }
}

impl Memory {
    /// The account, while it is open.
    #[must_use]
    pub const fn account(&self) -> Option<&Account> {
        match &self.presence {
            Presence::Open(account) => Some(account),
            Presence::Unknown | Presence::Closed(_) => None,
        }
    }

    fn settle_undecided(&mut self, review: &Review) {
        for member in self.members.values().filter(|member| review.covers(member)) {
            let key = (review.id, member.user.clone());
            self.review_entries.entry(key).or_insert(ReviewEntry {
                review: review.id,
                user: member.user.clone(),
                outcome: ReviewOutcome::Undecided,
                at: review.closed_at.unwrap_or(review.opened_at),
            });
        }
    }

    fn pending_where(&self, now: Timestamp, wanted: impl Fn(&Invite) -> bool) -> Vec<Invite> {
        let pending = self
            .invites
            .values()
            .filter(|invite| invite.status(now) == Status::Pending);
        pending.filter(|invite| wanted(invite)).cloned().collect()
    }
}

impl Store for Memory {
    type Error = Infallible;

    fn presence(&self) -> Result<Presence, Infallible> {
        Ok(self.presence.clone())
    }

    fn member(&self, user: &UserId) -> Result<Option<Member>, Infallible> {
        Ok(self.members.get(user).cloned())
    }

    fn member_at(&self, address: &Address) -> Result<Option<Member>, Infallible> {
        Ok(self
            .members
            .values()
            .find(|member| member.address.as_ref() == Some(address))
            .cloned())
    }

    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, Infallible> {
        Ok(self.invites.get(id).cloned())
    }

    fn pending_to(&self, address: &Address, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        Ok(self.pending_where(now, |invite| invite.address.as_ref() == Some(address)))
    }

    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        Ok(self.pending_where(now, |invite| invite.inviter.user == *inviter))
    }

    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        Ok(self.pending_where(now, |_| true))
    }

    fn pending_count(&self, now: Timestamp) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.pending_where(now, |_| true).len()).unwrap_or(u32::MAX))
    }

    fn invites_to(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Result<Vec<Invite>, Infallible> {
        Ok(self.erasable_invites(mailboxes, decided_by))
    }

    fn is_named(&self, user: &UserId) -> Result<bool, Infallible> {
        Ok(self.has_name_of(user))
    }

    fn redemption(
        &self,
        invite: &InviteId,
        user: &UserId,
    ) -> Result<Option<Redemption>, Infallible> {
        Ok(self.redemptions.get(&(*invite, user.clone())).cloned())
    }

    fn last_redemption(&self, invite: &InviteId) -> Result<Option<Redemption>, Infallible> {
        let of_invite = self.redemptions.values();
        let of_invite = of_invite.filter(|redemption| redemption.invite == *invite);
        Ok(of_invite
            .max_by_key(|redemption| redemption.number)
            .cloned())
    }

    fn review(&self, id: &ReviewId) -> Result<Option<Review>, Infallible> {
        Ok(self.reviews.get(id).cloned())
    }

    fn open_review(&self) -> Result<Option<Review>, Infallible> {
        let mut reviews = self.reviews.values();
        Ok(reviews.find(|review| review.closed_at.is_none()).cloned())
    }

    fn review_count(&self) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.reviews.len()).unwrap_or(u32::MAX))
    }

    fn review_entry(
        &self,
        review: &ReviewId,
        user: &UserId,
    ) -> Result<Option<ReviewEntry>, Infallible> {
        Ok(self.review_entries.get(&(*review, user.clone())).cloned())
    }

    fn project(&self, id: &ProjectId) -> Result<Option<Project>, Infallible> {
        Ok(self.projects.get(id).cloned())
    }

    fn project_by_external_id(&self, external_id: &str) -> Result<Option<Project>, Infallible> {
        let mut projects = self.projects.values();
        let found = projects.find(|project| project.external_id.as_deref() == Some(external_id));
        Ok(found.cloned())
    }

    fn project_count(&self) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.projects.len()).unwrap_or(u32::MAX))
    }

    fn archived_since(&self, since: Timestamp) -> Result<Vec<Project>, Infallible> {
        let lately = self.projects.values().filter(|project| {
            project
                .last_archived
                .is_some_and(|archiving| archiving.at >= since)
        });
        Ok(lately.cloned().collect())
    }

    fn grant(&self, user: &UserId, project: &ProjectId) -> Result<Option<Grant>, Infallible> {
        let found = self.grants.get(&(user.clone(), *project));
        Ok(found.map(|(grant, _)| grant.clone()))
    }

    fn grants_of(&self, user: &UserId) -> Result<Vec<Grant>, Infallible> {
        let theirs = self.grants.iter().filter(|((of, _), _)| of == user);
        Ok(theirs.map(|(_, (grant, _))| grant.clone()).collect())
    }

    fn grant_count(&self, user: &UserId) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.grants_of(user)?.len()).unwrap_or(u32::MAX))
    }

    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, Infallible> {
        let theirs = self.events.iter().filter(|event| {
            matches!(event.draft.outcome, Outcome::Refused(_))
                && event.draft.actor == *actor
                && event.draft.at >= since
        });
        Ok(u32::try_from(theirs.count()).unwrap_or(u32::MAX))
    }

    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, Infallible> {
        let done =
            self.events.iter().rev().filter(|event| {
                event.draft.action == action && event.draft.outcome == Outcome::Done
            });
        let mut moments = done.map(|event| event.draft.at);
        let newer = usize::try_from(place.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(moments.nth(newer))
    }

    fn last_join(&self, user: &UserId) -> Result<Option<Details>, Infallible> {
        let mut joins = self.events.iter().rev().filter(|event| {
            event.draft.action == Action::MemberJoin
                && event.draft.outcome == Outcome::Done
                && event.draft.resource.id == user.as_str()
        });
        Ok(joins.next().map(|event| event.draft.details.clone()))
    }

    fn last_event_at(&self) -> Result<Option<Timestamp>, Infallible> {
        Ok(self.events.last().map(|event| event.draft.at))
    }

    fn changed(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Vec<Changed>>, Infallible> {
        let lately = self
            .events
            .iter()
            .filter(|event| event.draft.at >= since && event.draft.action.changes_membership());
        let changed = lately.filter_map(|event| event.draft.resource.id.parse().ok());
        let ended = self.members.values().filter(|member| {
            member
                .expires_at
                .is_some_and(|end| end >= since && end <= now)
        });
        let ended = ended.map(|member| member.user.clone());
        let mut users: Vec<UserId> = changed.chain(ended).collect();
        users.sort();
        users.dedup();
        let changed = |user: UserId| {
            let member = self.members.get(&user);
            read::changed(user, member, now)
        };
        let few = users.len() <= limits::CHANGED_MEMBERS;
        Ok(few.then(|| users.into_iter().map(changed).collect()))
    }

    fn last_mail(&self, invite: &InviteId) -> Result<Option<Mail>, Infallible> {
        let mut mails = self.mails.values().rev();
        Ok(mails.find(|mail| mail.id.invite == *invite).cloned())
    }

    fn mailed_at(
        &self,
        inviter: Option<&UserId>,
        place: u32,
    ) -> Result<Option<Timestamp>, Infallible> {
        let counted = self.mails.values().filter(|mail| {
            mail.is_counted() && inviter.is_none_or(|inviter| mail.inviter == *inviter)
        });
        let mut times: Vec<Timestamp> = counted.map(|mail| mail.queued_at).collect();
        times.sort_by(|one, other| other.cmp(one));
        let newer = usize::try_from(place.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(times.get(newer).copied())
    }

    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, Infallible> {
        Ok(self.records.get(&(actor.id().into(), key.into())).cloned())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<(), Infallible> {
        for change in changes {
            match change {
                Change::PutAccount(account) => self.presence = Presence::Open(account),
                Change::CloseAccount(account) => self.presence = Presence::Closed(account),
                Change::PutMember(member) => {
                    self.members.insert(member.user.clone(), member);
                }
                Change::DropMember(user) => {
                    self.members.remove(&user);
                }
                Change::DropMembersExcept(user) => self.members.retain(|id, _| *id == user),
                Change::PutInvite(invite) => {
                    self.invites.insert(invite.id, invite);
                }
                Change::DropInvite(id) => {
                    self.invites.remove(&id);
                    self.mails.retain(|mail, _| mail.invite != id);
                }
                Change::ForgetName(user) => self.forget_name(&user),
                Change::EraseAccount => self.erase_account(),
                Change::PutRedemption(redemption) => {
                    let key = (redemption.invite, redemption.user.clone());
                    self.redemptions.insert(key, redemption);
                }
                Change::RevokePending(at) => {
                    for invite in self
                        .invites
                        .values_mut()
                        .filter(|invite| invite.status(at) == Status::Pending)
                    {
                        invite.state = State::Revoked;
                        invite.decided_at = Some(at);
                    }
                }
                Change::PutReview(review) => {
                    self.reviews.insert(review.id, review);
                }
                Change::PutReviewEntry(entry) => {
                    self.review_entries
                        .insert((entry.review, entry.user.clone()), entry);
                }
                Change::SettleUndecided(review) => self.settle_undecided(&review),
                Change::PutMail(mail) => {
                    for waiting in self.mails.values_mut() {
                        if waiting.id.invite == mail.id.invite && waiting.id < mail.id {
                            waiting.due = None;
                        }
                    }
                    self.mails.insert(mail.id, mail);
                }
                Change::DropReviews => {
                    self.reviews.clear();
                    self.review_entries.clear();
                }
                Change::PutProject(project) => {
                    self.projects.insert(project.id, project);
                }
                Change::DropProjects => {
                    self.projects.clear();
                    self.grants.clear();
                }
                Change::PutGrant { user, grant, at } => {
                    self.grants.insert((user, grant.project), (grant, at));
                }
                Change::DropGrant { user, project } => {
                    self.grants.remove(&(user, project));
                }
                Change::DropGrantsOf(user) => self.grants.retain(|(of, _), _| *of != user),
                Change::Append(event) => self.events.push(event),
                Change::Record(actor, record) => {
                    self.records
                        .insert((actor.id().into(), record.key.clone()), record);
                }
                Change::ReplaceOwnAccount(person) => self.replaced_owners.push(person),
                Change::Announce(announcement) => self.announced.push(announcement),
            }
        }
        Ok(())
    }
}
