//! What an account answers: always the state as it is now, never a memory of what was done.

use hallpass_core::account::read::{self, View};
use hallpass_core::account::{
    Account, Caller, Command, Context, Done, Invite, Member, Presence, Run, Store as _, execute,
};
use hallpass_core::{EventId, Name, Refusal, UserId, UserRef, required};
use hallpass_protocol::object::account::{Answer, Ask, Claims, Reply};
use hallpass_protocol::object::document::{Document, Linked};
use hallpass_protocol::object::index::{Message, Row};
use hallpass_protocol::shape::{self, AccountRow};

use crate::config::Config;
use crate::error::InternalError;
use crate::object::params;

use super::lists::MemberQuery;
use super::log::Names;
use super::preview::preview;
use super::store::Sql;
use super::{rows, sql};

/// The role that a service sees itself in. It is no role of the policy's: its permissions are its own.
const SERVICE_ROLE: &str = "service";

/// A question or command on its way to the account.
pub(super) struct Asked<'a> {
    pub(super) context: Context<'a>,
    pub(super) config: &'a Config,
}

impl Asked<'_> {
    /// Runs a command, and answers with what it left.
    pub(super) fn run(
        &self,
        store: &mut Sql<'_>,
        command: &Command,
    ) -> Result<Answer, InternalError> {
        match execute(store, &self.context, command)? {
            Ok(done) => Ok(Answer {
                reply: self.done(store, command, done)?,
                own_row: self.own_row(store, command)?,
            }),
            Err(refusal) => self.refused(store, refusal).map(plain),
        }
    }

    /// Answers a question. Nothing here writes.
    pub(super) fn read(&self, store: &Sql<'_>, ask: &Ask) -> Result<Reply, InternalError> {
        match ask {
            Ask::Run { .. } | Ask::Epochs { .. } | Ask::Stands { .. } => {
                Err(InternalError::new("no member's question"))
            }
            Ask::Preview { invite, generation } => {
                let viewer = match self.context.caller {
                    Caller::User(person) => Some(person),
                    Caller::Service(_) => None,
                };
                preview(store, self.config, viewer, invite, *generation)
            }
            Ask::Person { user } => {
                let person = store.member(user)?.map(Member::person);
                Ok(Reply::Person(person.map(Box::new)))
            }
            Ask::Link { invite } => match read::link(store, &self.context, invite)? {
                Ok(invite) => self.invite(store, invite),
                Err(refusal) => self.refused(store, refusal),
            },
            Ask::Read => self.permitted(store, required::TEAM_ACCESS, |view| {
                self.account(store, view)
            }),
            Ask::Members { role, q, page } => {
                self.permitted(store, required::TEAM_ACCESS, |view| {
                    let query = MemberQuery {
                        role: role.as_ref(),
                        words: q.as_deref().unwrap_or_default(),
                    };
                    store.members_page(view, self.context.policy, &query, page)
                })
            }
            Ask::Invites { status, page } => {
                self.permitted(store, required::MEMBERS_INVITE, |view| {
                    store.invites_page(&view.account.name, *status, page)
                })
            }
            Ask::Invite { invite } => self.permitted(store, required::MEMBERS_INVITE, |_| {
                match store.invite(invite)? {
                    Some(invite) => self.invite(store, invite),
                    None => self.refused(store, Refusal::NotFound),
                }
            }),
            Ask::Audit { filter, page } => self.permitted(store, required::AUDIT_READ, |view| {
                store.audit_page(view, filter, page)
            }),
            Ask::Export {
                filter,
                form,
                after,
                until,
            } => self.permitted(store, required::AUDIT_READ, |view| {
                store.export(view, filter, *form, *after, *until)
            }),
        }
    }

    fn permitted(
        &self,
        store: &Sql<'_>,
        permission: &str,
        answer: impl FnOnce(&View) -> Result<Reply, InternalError>,
    ) -> Result<Reply, InternalError> {
        match read::permitted(store, &self.context, permission)? {
            Ok(view) => answer(&view),
            Err(refusal) => self.refused(store, refusal),
        }
    }

    fn done(&self, store: &Sql<'_>, command: &Command, done: Done) -> Result<Reply, InternalError> {
        match done {
            Done::Planned(plan) => document(&shape::Planned { plan }),
            Done::Removed { .. } => Ok(Reply::Done),
            Done::Closed => self.tombstone(store),
            Done::Account => {
                // A service is shown what it opened as the owner sees it.
                let view = if let Command::Open {
                    on_behalf: Some(on_behalf),
                    ..
                } = command
                {
                    self.view_of(store, &on_behalf.owner.user)?
                } else {
                    self.view(store)?
                };
                self.account(store, &view)
            }
            Done::Noted { event } => self.event(store, &event),
            Done::Attended => {
                let view = self.view(store)?;
                Ok(Reply::Standing {
                    account: Document::of(&self.account_of(store, &view)?),
                    claims: self.claims(&view)?,
                })
            }
            Done::Member { user } => {
                let view = self.view(store)?;
                match store.member(&user)? {
                    Some(member) => {
                        document(&shape::Member::seen_by(member, &view, self.context.policy))
                    }
                    // A replay, and the member has gone since.
                    None => self.refused(store, Refusal::NotFound),
                }
            }
            Done::Invite { invite } => match (store.invite(&invite)?, command) {
                (Some(invite), _) => self.invite(store, invite),
                (None, _) => self.refused(store, Refusal::NotFound),
            },
            Done::Accepted { .. } => {
                let view = self.view(store)?;
                let member = view.member.clone().ok_or_else(no_member)?;
                let membership = shape::Member::seen_by(member, &view, self.context.policy);
                Ok(Reply::Accepted {
                    account: Document::of(&self.account_of(store, &view)?),
                    membership: Document::of(&membership),
                    claims: self.claims(&view)?,
                })
            }
        }
    }

    /// The caller's view of the account that they are a member of, or that they serve.
    fn view(&self, store: &Sql<'_>) -> Result<View, InternalError> {
        match (self.context.caller, store.presence()?) {
            (Caller::User(person), _) => self.view_of(store, &person.user),
            (Caller::Service(service), Presence::Open(account)) => Ok(View {
                account,
                member: None,
                permissions: self.context.policy.set_named(&service.permissions),
            }),
            (Caller::Service(_), Presence::Unknown | Presence::Closed(_)) => Err(no_member()),
        }
    }

    /// A member's view of the account.
    fn view_of(&self, store: &Sql<'_>, user: &UserId) -> Result<View, InternalError> {
        let (Presence::Open(account), Some(member)) = (store.presence()?, store.member(user)?)
        else {
            return Err(no_member());
        };
        let permissions = account.permissions_of(&member, self.context.policy);
        Ok(View {
            account,
            member: Some(member),
            permissions,
        })
    }

    fn account(&self, store: &Sql<'_>, view: &View) -> Result<Reply, InternalError> {
        document(&self.account_of(store, view)?)
    }

    fn account_of(&self, store: &Sql<'_>, view: &View) -> Result<shape::Account, InternalError> {
        let (policy, default) = (self.context.policy, self.config.spend_limit_default);
        let owner = owner_name(store, &view.account)?;
        if let Some(member) = &view.member {
            let row = AccountRow::new(&view.account, &member.role, &owner);
            return Ok(row.seen_by(Some(&member.user), policy, default));
        }
        let role = SERVICE_ROLE.parse().map_err(|_| no_member())?;
        let row = AccountRow::new(&view.account, &role, &owner);
        Ok(shape::Account {
            permissions: policy.names_of(view.permissions),
            ..row.seen_by(None, policy, default)
        })
    }

    /// The account as its owner saw it last, after it was closed for good.
    fn tombstone(&self, store: &Sql<'_>) -> Result<Reply, InternalError> {
        let Presence::Closed(account) = store.presence()? else {
            return Err(InternalError::new("a closed account is open"));
        };
        let row = AccountRow {
            id: account.id,
            kind: account.kind,
            name: account.name,
            owner: UserRef {
                user: account.owner,
                name: self.context.caller.name().clone(),
            },
            role: self.context.policy.owner_role().clone(),
            epoch: account.epoch,
            member_count: account.member_count,
            created_at: account.created_at,
            spend_limit_cents_per_hour: account.spend_limit_cents_per_hour,
            external_id: account.external_id,
        };
        document(&row.seen_by(
            self.context.caller.user(),
            self.context.policy,
            self.config.spend_limit_default,
        ))
    }

    fn invite(&self, store: &Sql<'_>, invite: Invite) -> Result<Reply, InternalError> {
        let generation = invite.generation;
        let name = match store.presence()? {
            Presence::Open(account) | Presence::Closed(account) => account.name,
            Presence::Unknown => return Err(InternalError::new("an invite of no account")),
        };
        Ok(Reply::Invite(Linked {
            id: invite.id,
            generation,
            document: Document::of(&shape::Invite::new(invite, &name, store.now)),
        }))
    }

    fn claims(&self, view: &View) -> Result<Claims, InternalError> {
        let policy = self.context.policy;
        let member = view.member.as_ref().ok_or_else(no_member)?;
        Ok(Claims {
            user: member.user.clone(),
            account: view.account.id,
            kind: view.account.kind,
            role: view.account.role_of(member, policy).clone(),
            permissions: view.permissions.to_claim(),
            epoch: view.account.epoch,
            policy: policy.id().clone(),
        })
    }

    /// An event that was just written.
    fn event(&self, store: &Sql<'_>, id: &EventId) -> Result<Reply, InternalError> {
        let found = store.db.row(sql::EVENT, &params![id.to_string()])?;
        let mut row = found.ok_or_else(|| InternalError::new("an event is gone"))?;
        let (_, event) = rows::event(&mut row)?;
        document(&store.named(event, &mut Names::new())?)
    }

    /// The index row of the caller, or of whom a service acts for, after a command that gives or takes them their membership.
    fn own_row(
        &self,
        store: &Sql<'_>,
        command: &Command,
    ) -> Result<Option<Message>, InternalError> {
        let caller = self.context.caller.user();
        let about = match command {
            Command::Open {
                on_behalf: Some(on_behalf),
                ..
            } => Some(&on_behalf.owner.user),
            Command::Enrol { person, .. } => Some(&person.user),
            Command::Open { .. } | Command::Accept { .. } => caller,
            Command::Remove { user } => caller.filter(|caller| *caller == user),
            Command::Revert { .. } | Command::Convert { .. } => {
                caller.filter(|_| command.run() == Run::Real)
            }
            Command::Update { .. }
            | Command::Attend
            | Command::Note { .. }
            | Command::ChangeRole { .. }
            | Command::Invite { .. }
            | Command::Resend { .. }
            | Command::Revoke { .. }
            | Command::Decline { .. } => None,
        };
        about.map_or(Ok(None), |user| user_message(store, user))
    }
}

/// An answer that changes nobody's index row.
pub(super) const fn plain(reply: Reply) -> Answer {
    Answer {
        reply,
        own_row: None,
    }
}

/// The state of a user's index row of this account.
pub(super) fn user_message(
    store: &Sql<'_>,
    user: &UserId,
) -> Result<Option<Message>, InternalError> {
    let account = match store.presence()? {
        Presence::Open(account) | Presence::Closed(account) => account,
        Presence::Unknown => return Ok(None),
    };
    let row = match store.member(user)? {
        Some(member) => {
            let owner = owner_name(store, &account)?;
            Some(AccountRow::new(&account, &member.role, &owner))
        }
        None => None,
    };
    Ok(Some(Message {
        version: account.sequence,
        row: Row::User {
            user: user.clone(),
            account: account.id,
            row,
        },
    }))
}

/// An answer that the caller is to see, whole.
fn document<T: serde::Serialize>(value: &T) -> Result<Reply, InternalError> {
    Ok(Reply::Document(Document::of(value)))
}

fn no_member() -> InternalError {
    InternalError::new("the caller is no member after their command")
}

fn owner_name(store: &Sql<'_>, account: &Account) -> Result<Name, InternalError> {
    store
        .member(&account.owner)?
        .map(|owner| owner.name)
        .ok_or_else(|| InternalError::new("an account without its owner"))
}
