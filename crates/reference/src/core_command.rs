//! The model's commands in core's terms.

use hallpass_core::account::{
    Command as CoreCommand, Decision as CoreDecision, FieldChange, Grant, InviteUpdate, Link,
    MemberUpdate, ProjectStatus, Run,
};
use hallpass_core::mail::MailRequest;
use hallpass_core::{Domain as CoreDomain, Kind};

use crate::core_account::CoreAccount;
use crate::model::command::{
    Address as ModelAddress, Command, Decision, Domain, Enrolment, Grant as ModelGrant, InviteEdit,
    Limits, MemberChange, Offer, ProjectCommand, ReviewCommand, TransferCommand,
};

impl CoreAccount {
    pub(crate) fn command_of(&self, command: &Command) -> Result<CoreCommand, String> {
        Ok(match command {
            Command::Open { team } => CoreCommand::Open {
                kind: if *team { Kind::Team } else { Kind::Personal },
                name: self.name(0)?,
                on_behalf: None,
            },
            Command::Update { name, limit } => CoreCommand::Update {
                name: name.map(|name| self.name(name)).transpose()?,
                spend_limit_cents_per_hour: *limit,
            },
            Command::Convert { name, dry } => CoreCommand::Convert {
                name: Some(self.name(*name)?),
                run: run(*dry),
            },
            Command::Revert { typed, dry } => CoreCommand::Revert {
                confirm_name: Some(self.name(*typed)?.as_str().into()),
                run: run(*dry),
            },
            Command::Token { .. } | Command::Refresh => CoreCommand::Attend,
            Command::ChangeMember { user, change } => CoreCommand::UpdateMember {
                user: self.user(*user)?,
                update: self.member_update(change)?,
            },
            Command::Remove { user } => CoreCommand::Remove {
                user: self.user(*user)?,
            },
            Command::Enrol(enrolment) => self.enrol_command(enrolment)?,
            Command::Project(command) => self.project_command(command)?,
            Command::Review(command) => self.review_command(command)?,
            Command::Transfer(command) => self.transfer_command(command)?,
            Command::Invite {
                to,
                offer,
                life,
                limits,
            } => self.invite_command(*to, offer, *life, limits)?,
            Command::EditInvite { invite, edit } => CoreCommand::UpdateInvite {
                invite: self.invite(*invite),
                update: self.invite_update(edit)?,
            },
            Command::Resend {
                invite,
                rotate,
                life,
            } => CoreCommand::Resend {
                invite: self.invite(*invite),
                link: if *rotate { Link::Rotate } else { Link::Keep },
                expires_in: seconds(*life),
                mail: MailRequest::default(),
            },
            Command::Revoke { invite } => CoreCommand::Revoke {
                invite: self.invite(*invite),
            },
            Command::Accept { proof } => {
                let (invite, proof) = self.presented(*proof);
                CoreCommand::Accept { invite, proof }
            }
            Command::Decline { proof } => {
                let (invite, proof) = self.presented(*proof);
                CoreCommand::Decline { invite, proof }
            }
            Command::OpenLink { .. }
            | Command::CopyLink { .. }
            | Command::Purge(_)
            | Command::Deploy { .. }
            | Command::Strand { .. } => {
                return Err(format!("{} is no command", command.name()));
            }
        })
    }

    fn grants(&self, grants: &[ModelGrant]) -> Result<Vec<Grant>, String> {
        let grant = |grant: &ModelGrant| {
            Ok(Grant {
                project: self.project(grant.project),
                assignment: self.fixture.assignment(grant.assignment)?,
            })
        };
        grants.iter().map(grant).collect()
    }

    fn domains(&self, domains: &[Domain]) -> Vec<CoreDomain> {
        let named = domains.iter().filter_map(|domain| {
            let known = self.fixture.domains.get(usize::from(*domain));
            known.cloned()
        });
        named.collect()
    }

    fn member_update(&self, change: &MemberChange) -> Result<MemberUpdate, String> {
        let assignment = change.assignment;
        Ok(MemberUpdate {
            assignment: assignment
                .map(|it| self.fixture.assignment(it))
                .transpose()?,
            expires_at: field_change(change.end, |seconds| self.now.plus_seconds(seconds)),
            suspended: change.suspended,
        })
    }

    fn enrol_command(&self, enrolment: &Enrolment) -> Result<CoreCommand, String> {
        Ok(CoreCommand::Enrol {
            person: self.person(enrolment.user, enrolment.address)?,
            assignment: self.fixture.assignment(enrolment.assignment)?,
            projects: self.grants(&enrolment.projects)?,
            expires_at: field_change(enrolment.end, |seconds| self.now.plus_seconds(seconds)),
        })
    }

    fn invite_command(
        &self,
        to: Option<ModelAddress>,
        offer: &Offer,
        life: Option<i64>,
        limits: &Limits,
    ) -> Result<CoreCommand, String> {
        let address = to.and_then(|to| self.fixture.addresses.get(usize::from(to)));
        Ok(CoreCommand::Invite {
            address: address.cloned(),
            mailbox: address.map(|address| self.mailbox(address)),
            assignment: self.fixture.assignment(offer.assignment)?,
            projects: self.grants(&offer.projects)?,
            expires_in: seconds(life),
            membership_expires_in: seconds(offer.membership),
            max_uses: limits.most,
            domains: self.domains(&limits.domains),
            note: None,
            mail: MailRequest::default(),
        })
    }

    fn invite_update(&self, edit: &InviteEdit) -> Result<InviteUpdate, String> {
        let assignment = edit.assignment;
        let projects = edit.projects.as_ref();
        Ok(InviteUpdate {
            assignment: assignment
                .map(|it| self.fixture.assignment(it))
                .transpose()?,
            projects: projects.map(|grants| self.grants(grants)).transpose()?,
            note: FieldChange::Keep,
            expires_in: field_change(edit.life, positive),
            membership_expires_in: field_change(edit.membership, positive),
            max_uses: edit.most,
            domains: edit.domains.as_ref().map(|all| self.domains(all)),
        })
    }

    fn review_command(&self, command: &ReviewCommand) -> Result<CoreCommand, String> {
        Ok(match command {
            ReviewCommand::Open => CoreCommand::OpenReview,
            ReviewCommand::Decide {
                review,
                user,
                decision: decided,
            } => CoreCommand::DecideReview {
                review: self.review(*review),
                user: self.user(*user)?,
                decision: decision(*decided),
            },
            ReviewCommand::Close { review } => CoreCommand::CloseReview {
                review: self.review(*review),
            },
        })
    }

    fn transfer_command(&self, command: &TransferCommand) -> Result<CoreCommand, String> {
        Ok(match command {
            TransferCommand::Offer { user, typed } => CoreCommand::Transfer {
                user: self.user(*user)?,
                confirm_name: Some(self.name(*typed)?.as_str().into()),
            },
            TransferCommand::Accept => CoreCommand::AcceptTransfer,
            TransferCommand::Decline => CoreCommand::DeclineTransfer,
            TransferCommand::Withdraw => CoreCommand::WithdrawTransfer,
        })
    }

    fn project_command(&self, command: &ProjectCommand) -> Result<CoreCommand, String> {
        Ok(match command {
            ProjectCommand::Create { name, external } => CoreCommand::CreateProject {
                name: self.name(*name)?,
                external_id: external.map(|number| format!("external-{number}")),
            },
            ProjectCommand::Change {
                project,
                name,
                archived,
            } => CoreCommand::UpdateProject {
                project: self.project(*project),
                name: name.map(|name| self.name(name)).transpose()?,
                status: archived.map(|archived| {
                    if archived {
                        ProjectStatus::Archived
                    } else {
                        ProjectStatus::Active
                    }
                }),
            },
            ProjectCommand::PutGrant {
                project,
                user,
                assignment,
            } => CoreCommand::PutGrant {
                project: self.project(*project),
                user: self.user(*user)?,
                assignment: self.fixture.assignment(*assignment)?,
            },
            ProjectCommand::RemoveGrant { project, user } => CoreCommand::RemoveGrant {
                project: self.project(*project),
                user: self.user(*user)?,
            },
        })
    }
}

/// What was decided about a member, as core has it.
pub(crate) const fn decision(decision: Decision) -> CoreDecision {
    match decision {
        Decision::Keep => CoreDecision::Keep,
        Decision::Changed => CoreDecision::Changed,
        Decision::Removed => CoreDecision::Removed,
    }
}

const fn run(dry: bool) -> Run {
    if dry { Run::Dry } else { Run::Real }
}

fn positive(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or(0)
}

fn seconds(life: Option<i64>) -> Option<u64> {
    life.map(positive)
}

/// The change of an optional field: absent, cleared or set.
fn field_change<T, U>(change: Option<Option<T>>, value: impl FnOnce(T) -> U) -> FieldChange<U> {
    match change {
        None => FieldChange::Keep,
        Some(None) => FieldChange::Clear,
        Some(Some(new)) => FieldChange::Set(value(new)),
    }
}
