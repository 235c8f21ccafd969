//! One request to an account: what its handler reads, writes and returns by.

use hallpass_core::account::read::{self, View};
use hallpass_core::account::read_projects::ProjectView;
use hallpass_core::account::{
    Account, Caller, Command, Context, Done, Idempotency, Invite, Member, Presence, Store as _,
    execute,
};
use hallpass_core::link::Pepper;
use hallpass_core::{AccountId, InviteId, Name, Refusal, RoleName, Timestamp, UserId};
use hallpass_protocol::object::account::{InProject, MemberClaims};
use hallpass_protocol::object::user::PutAccountRow;
use hallpass_protocol::object::{IdempotencyKey, ObjectError, ObjectRequest};
use hallpass_protocol::shape::{self, AccountRow};

use super::index_rows::{IndexRow, account_row, invite_row, member_row};
use super::storage::AccountStore;
use crate::config::Config;
use crate::error::InternalError;
use crate::mail::Mailer;
use crate::objects::server::OperationResult;
use crate::objects::storage::Database;
use crate::state::AppState;

/// The role that a service sees itself in. The policy has no such role: a service's permissions are its own.
const SERVICE_ROLE: &str = "service";

/// One request to an account.
pub(super) struct Operation<'a> {
    pub(super) store: AccountStore<'a>,
    pub(super) config: &'a Config,
    /// Sends invite mails; `None` where `EMAIL` is not set.
    pub(super) mailer: Option<&'a Mailer>,
    pepper: &'a Pepper,
    /// The caller's own rows in other objects, which are delivered before the response.
    pub(super) own_rows: Vec<IndexRow>,
    pub(super) now: Timestamp,
    pub(super) random: &'a [u8; 32],
    principal: Option<&'a Caller>,
    idempotency_key: Option<&'a IdempotencyKey>,
}

impl<'a> Operation<'a> {
    pub(super) const fn new(
        db: &'a Database,
        state: &'a AppState,
        request: &'a ObjectRequest<()>,
    ) -> Self {
        let principal = request.principal.as_ref();
        Self {
            store: AccountStore::new(db, request.now, principal),
            config: &state.config,
            mailer: state.mailer.as_ref(),
            pepper: &state.pepper,
            own_rows: Vec::new(),
            now: request.now,
            random: &request.random.0,
            principal,
            idempotency_key: request.idempotency_key.as_ref(),
        }
    }

    /// Who calls.
    ///
    /// # Errors
    /// Without a principal: the Worker calls this operation only after sign-in.
    pub(super) fn principal(&self) -> Result<&'a Caller, InternalError> {
        self.principal
            .ok_or_else(|| InternalError::new("called without a principal"))
    }

    /// Who calls; `None` before sign-in and for calls that the Worker makes for itself.
    pub(super) const fn optional_principal(&self) -> Option<&'a Caller> {
        self.principal
    }

    /// The user who calls, if a user does.
    pub(super) fn user(&self) -> Option<&'a UserId> {
        self.principal.and_then(Caller::user)
    }

    /// Everything that core's rules need to know about this request.
    pub(super) fn context(&self, account: AccountId) -> Result<Context<'a>, InternalError> {
        Ok(Context {
            account,
            now: self.now,
            caller: self.principal()?,
            random: self.random,
            policy: &self.config.policy,
            pepper: self.pepper,
            spend_limit_ceiling: self.config.spend_limit_ceiling,
            budgets: self.config.rate_limits.team,
            sends_mail: self.mailer.is_some(),
            idempotency: self.idempotency_key.map(idempotency),
        })
    }

    /// Runs a command of core's, and applies what it decides.
    pub(super) fn execute(
        &mut self,
        account: AccountId,
        command: &Command,
    ) -> OperationResult<Done> {
        let context = self.context(account)?;
        match execute(&mut self.store, &context, command)? {
            Ok(done) => Ok(done),
            Err(refusal) => Err(self.refuse(refusal)),
        }
    }

    /// The open account; to everyone else than its members, a closed one does not exist.
    pub(super) fn open_account(&self) -> OperationResult<Account> {
        match self.store.presence()? {
            Presence::Open(account) => Ok(account),
            Presence::Unknown | Presence::Closed(_) => {
                Err(ObjectError::Refused(Refusal::NotFound).into())
            }
        }
    }

    /// The caller's view of the account, if they hold `permission`.
    pub(super) fn require(&self, permission: &str) -> OperationResult<View> {
        let context = self.context(self.open_account()?.id)?;
        read::permitted(&self.store, &context, permission)?.map_err(|refusal| self.refuse(refusal))
    }

    /// The caller's view of the account after a command: they are a member of it, or a service.
    pub(super) fn view(&self) -> Result<View, InternalError> {
        match self.principal()? {
            Caller::User(person) => self.view_of(&person.user),
            Caller::Service(service) => {
                let Presence::Open(account) = self.store.presence()? else {
                    return Err(not_a_member());
                };
                Ok(View {
                    account,
                    member: None,
                    permissions: self.config.policy.set_named(&service.permissions),
                })
            }
        }
    }

    /// A member's view of the account.
    pub(super) fn view_of(&self, user: &UserId) -> Result<View, InternalError> {
        let (Presence::Open(account), Some(member)) =
            (self.store.presence()?, self.store.member(user)?)
        else {
            return Err(not_a_member());
        };
        let permissions = account.permissions_of(&member, &self.config.policy, self.now);
        Ok(View {
            account,
            member: Some(member),
            permissions,
        })
    }

    /// The account as the holder of a view sees it.
    pub(super) fn show_account(&self, view: &View) -> Result<shape::Account, InternalError> {
        let owner_name = self.owner_name(view)?;
        let (policy, default_limit) = (&self.config.policy, self.config.spend_limit_default);
        if let Some(member) = &view.member {
            let row = member_row(&self.store, &view.account, member, &owner_name)?;
            return Ok(row.seen_by(Some(&member.user), policy, self.now, default_limit));
        }
        let role: RoleName = SERVICE_ROLE.parse().map_err(|_| not_a_member())?;
        let row = AccountRow::for_assignment(&view.account, &role.into(), &owner_name);
        Ok(shape::Account {
            permissions: policy.names_of(view.permissions),
            ..row.seen_by(None, policy, self.now, default_limit)
        })
    }

    /// The account as a member sees it whose own index row this operation changed: that row is delivered before the response.
    pub(super) fn show_changed_account(
        &mut self,
        view: &View,
    ) -> Result<shape::Account, InternalError> {
        let member = view.member.as_ref().ok_or_else(not_a_member)?;
        let owner_name = self.owner_name(view)?;
        let row = member_row(&self.store, &view.account, member, &owner_name)?;
        self.own_rows.push(IndexRow::Account(PutAccountRow {
            user: member.user.clone(),
            account: view.account.id,
            version: view.account.sequence,
            row: Some(row.clone()),
        }));
        Ok(row.seen_by(
            Some(&member.user),
            &self.config.policy,
            self.now,
            self.config.spend_limit_default,
        ))
    }

    /// Delivers a user's row of this account before the response.
    pub(super) fn deliver_account_row(&mut self, user: &UserId) -> Result<(), InternalError> {
        let row = account_row(&self.store, user)?;
        self.own_rows.extend(row.map(IndexRow::Account));
        Ok(())
    }

    /// Delivers an invite's row in the caller's inbox before the response.
    pub(super) fn deliver_invite_row(&mut self, id: &InviteId) -> Result<(), InternalError> {
        let mailbox = self.store.invite(id)?.and_then(|invite| invite.mailbox);
        if let Some(mailbox) = mailbox {
            let row = invite_row(&self.store, mailbox, *id)?;
            self.own_rows.extend(row.map(IndexRow::Invite));
        }
        Ok(())
    }

    /// A member as the holder of a view sees them, with their grants where the holder may see those.
    pub(super) fn show_member(
        &self,
        member: Member,
        view: &View,
    ) -> Result<shape::Member, InternalError> {
        let policy = &self.config.policy;
        let grants = if shape::Member::shows_grants(&member.user, view, policy) {
            let grants = self.store.grants_of(&member.user)?.into_iter();
            Some(grants.map(|grant| grant.under(policy)).collect())
        } else {
            None
        };
        Ok(shape::Member {
            grants,
            ..shape::Member::seen_by(member, view, policy)
        })
    }

    /// An invite as those who may invite see it.
    pub(super) fn show_invite_and_delivery(
        &self,
        invite: Invite,
    ) -> Result<shape::Invite, InternalError> {
        let delivery = self.store.last_mail(&invite.id)?.map(|mail| mail.delivery);
        Ok(shape::Invite {
            delivery,
            ..self.show_invite(invite)?
        })
    }

    /// An invite as its invitee and those who invite see it.
    pub(super) fn show_invite(&self, invite: Invite) -> Result<shape::Invite, InternalError> {
        let account = self.store.account()?;
        let account = account.ok_or_else(|| InternalError::new("an invite without an account"))?;
        Ok(shape::Invite::new(invite, &account.name, self.now))
    }

    /// The claims of a membership token.
    ///
    /// With a project, the token is also for that project.
    pub(super) fn claims(
        &self,
        view: &View,
        project: Option<&ProjectView>,
    ) -> Result<MemberClaims, InternalError> {
        let policy = &self.config.policy;
        let member = view.member.as_ref().ok_or_else(not_a_member)?;
        Ok(MemberClaims {
            user: member.user.clone(),
            account: view.account.id,
            kind: view.account.kind,
            role: view.account.assignment_of(member, policy).role_name(),
            permissions: view.permissions.to_claim(),
            epoch: view.account.epoch,
            policy: policy.id().clone(),
            project: project.map(|view| InProject {
                id: view.project.id,
                permissions: view.permissions.to_claim(),
            }),
            membership_expires_at: member.expires_at,
        })
    }

    fn owner_name(&self, view: &View) -> Result<Name, InternalError> {
        let owner = &view.account.owner;
        match &view.member {
            Some(member) if member.user == *owner => Ok(member.name.clone()),
            Some(_) | None => self
                .store
                .member(owner)?
                .map(|owner| owner.name)
                .ok_or_else(|| InternalError::new("an account without its owner")),
        }
    }
}

/// A request's idempotency key, as core takes it.
pub(super) fn idempotency(key: &IdempotencyKey) -> Idempotency<'_> {
    Idempotency {
        key: &key.key,
        fingerprint: &key.fingerprint,
    }
}

fn not_a_member() -> InternalError {
    InternalError::new("the caller is not a member after their command")
}
