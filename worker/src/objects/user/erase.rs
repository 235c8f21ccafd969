//! Erasing the user: the object becomes a tombstone, and then erases them from every account and mailbox that may have
//! anything about them.

use hallpass_core::account::{Caller, Erased, Person};
use hallpass_core::erasure::{AccountOfUser, Erasure, check_owns_no_team};
use hallpass_core::{AccountName, Name, Refusal, UserId};
use hallpass_protocol::object::account::EraseMember;
use hallpass_protocol::object::mailbox::EraseMailbox;
use hallpass_protocol::object::user::EraseUser;
use hallpass_protocol::object::{ObjectError, ObjectRequest};
use hallpass_protocol::shape::AccountRow;
use worker::Env;

use super::index::{OBJECT, UserIndex, max_accounts};
use crate::clock;
use crate::deadline;
use crate::error::InternalError;
use crate::json;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::erase_queue::{StoredErasure, Task, TaskKind, TaskOutcome};
use crate::objects::server::OperationResult;

impl UserIndex {
    /// Erases the user.
    ///
    /// Takes the mailbox of their address; returns the erasure, which goes on afterwards. Safe to retry: the first erasure
    /// stays. An owner of teams is refused, and so is a service that names an unknown user.
    pub(super) fn erase_user(
        &self,
        request: &ObjectRequest<EraseUser>,
    ) -> OperationResult<Erasure> {
        if let Some(erasure) = self.erasures.erasure()? {
            return Ok(erasure);
        }
        let call = &request.call;
        let service = match &request.principal {
            Some(service @ Caller::Service(_)) => Some(json::to_string(service)?),
            Some(Caller::User(_)) | None => None,
        };
        if service.is_some() && !self.store().exists()? {
            return Err(ObjectError::Refused(Refusal::NotFound).into());
        }
        let stored = StoredErasure {
            name: call.user.to_string(),
            erasure: Erasure::new(request.now, call.issued_at_seconds),
            requested_by: service,
            mailboxes: call.mailbox.into_iter().collect(),
        };
        let erased = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let rows = store.rows(max_accounts())?;
            if let Err(refusal) = check_owns_no_team(&call.user, rows.iter().map(account_of_user)) {
                return Ok(Err(refusal));
            }
            self.erasures.put(&stored, request.now)?;
            if let Some(own) = store.own_account()? {
                self.erasures
                    .enqueue(TaskKind::Account, &own.to_string(), 0)?;
            }
            self.erasures
                .enqueue_accounts(super::storage::SELECT_ACCOUNTS)?;
            for mailbox in &stored.mailboxes {
                self.erasures
                    .enqueue(TaskKind::Mailbox, &mailbox.to_string(), 1)?;
            }
            store.delete_everything()?;
            Ok(Ok(()))
        })?;
        erased.map_err(ObjectError::Refused)?;
        self.erasures.committed(stored.erasure);
        Ok(stored.erasure)
    }

    /// Finds out whether the user was erased.
    ///
    /// Safe to retry.
    pub(super) fn find_erasure(&self) -> OperationResult<Option<Erasure>> {
        Ok(self.erasures.erasure()?)
    }

    /// Refuses what would make an erased user known again.
    pub(super) fn check_not_erased(&self) -> OperationResult<()> {
        match self.erasures.erasure()? {
            Some(_) => Err(ObjectError::Refused(Refusal::UserErased).into()),
            None => Ok(()),
        }
    }

    /// Continues an erasure. Never fails.
    pub(super) async fn continue_erasure(&self, env: &Env) {
        let work = |task| self.run_task(env, task);
        self.erasures.run(OBJECT, work).await;
    }

    async fn run_task(&self, env: &Env, task: Task) -> Result<TaskOutcome, CallError> {
        let Some(stored) = self.erasures.read()? else {
            return Ok(TaskOutcome::Done);
        };
        let malformed = |_| InternalError::new("a task of an erasure cannot be read");
        let client = ObjectClient::new(env, clock::now()).with_timeout(deadline::DELIVERY);
        let erasure = stored.erasure;
        if task.kind == TaskKind::Mailbox {
            let mailbox = task.name.parse().map_err(malformed)?;
            client.call(EraseMailbox { mailbox, erasure }).await?;
            return Ok(TaskOutcome::Done);
        }
        let user: UserId = stored.name.parse().map_err(malformed)?;
        let principal = principal(&user, stored.requested_by.as_deref())?;
        let call = EraseMember {
            account: task.name.parse().map_err(malformed)?,
            user,
            mailboxes: stored.mailboxes,
            erasure,
        };
        match client.in_the_name_of(principal).call(call).await? {
            Erased::OwnsTeam => Ok(TaskOutcome::Waiting),
            Erased::Gone { mailbox } => {
                if let Some(mailbox) = mailbox {
                    self.erasures.add_mailbox(mailbox)?;
                }
                Ok(TaskOutcome::Done)
            }
        }
    }
}

/// Who erases: a service, or the user, of whom nothing is known any more.
fn principal(user: &UserId, service: Option<&str>) -> Result<Caller, InternalError> {
    match service {
        Some(service) => json::from_str(service),
        None => Ok(Caller::User(Person {
            user: user.clone(),
            name: Name::former_member(),
            address: None,
            image: None,
        })),
    }
}

fn account_of_user(row: &AccountRow) -> AccountOfUser<'_> {
    AccountOfUser {
        account: AccountName {
            id: row.id,
            name: row.name.clone(),
        },
        kind: row.kind,
        owner: &row.owner.user,
    }
}
