//! The commands of histories.

use serde_json::{Value, json};

use super::value::{assignment_json, domains_json, grants_json, offer_json, put};
use crate::model::command::{
    Command, Decision, ProjectCommand, Proof, ReviewCommand, Step, TransferCommand,
};

fn proof_json(proof: Proof) -> Value {
    match proof {
        Proof::Token(token) => json!({"token": token}),
        Proof::Inbox(invite) => json!({"invite": invite}),
    }
}

pub(super) fn command_json(step: &Step) -> Value {
    match &step.command {
        Command::Open { team } => json!({"open": {"team": team}}),
        Command::Refresh => json!({"open": {"team": false}}),
        Command::Update { name, limit } => json!({"update": {"name": name, "limit": limit}}),
        Command::Convert { name, dry } => json!({"convert": {"name": name, "dry": dry}}),
        Command::Revert { typed, dry } => json!({"revert": {"name": typed, "dry": dry}}),
        Command::Token { project } => json!({"token": {"project": project}}),
        Command::ChangeMember { user, change } => {
            let mut body = change.assignment.map_or_else(|| json!({}), assignment_json);
            put(&mut body, "end", change.end.map(|end| json!(end)));
            put(&mut body, "suspended", change.suspended.map(|it| json!(it)));
            json!({"member": {"user": user, "change": body}})
        }
        Command::Remove { user } => json!({"remove": {"user": user}}),
        Command::Invite {
            to,
            offer,
            life,
            limits,
        } => {
            let domains = domains_json(&limits.domains);
            json!({"invite": {
                "to": to,
                "offer": offer_json(offer),
                "expiresIn": life,
                "maxUses": limits.most,
                "domains": domains,
            }})
        }
        Command::EditInvite { invite, edit } => {
            let mut body = edit.assignment.map_or_else(|| json!({}), assignment_json);
            let projects = edit.projects.as_ref();
            put(&mut body, "projects", projects.map(|all| grants_json(all)));
            put(&mut body, "expiresIn", edit.life.map(|life| json!(life)));
            put(
                &mut body,
                "membershipExpiresIn",
                edit.membership.map(|it| json!(it)),
            );
            put(&mut body, "maxUses", edit.most.map(|most| json!(most)));
            let domains = edit.domains.as_ref();
            put(&mut body, "domains", domains.map(|all| domains_json(all)));
            json!({"edit": {"invite": invite, "change": body}})
        }
        Command::Resend {
            invite,
            rotate,
            life,
        } => {
            json!({"resend": {"invite": invite, "rotate": rotate, "expiresIn": life}})
        }
        Command::CopyLink { invite } => json!({"copy": {"invite": invite}}),
        Command::Revoke { invite } => json!({"revoke": {"invite": invite}}),
        Command::OpenLink { invite, link } => json!({"link": {"invite": invite, "link": link}}),
        Command::Accept { proof } => json!({"accept": proof_json(*proof)}),
        Command::Decline { proof } => json!({"decline": proof_json(*proof)}),
        Command::Project(command) => project_json(command),
        Command::Review(command) => review_json(command),
        Command::Transfer(command) => transfer_json(*command),
        // Not in a history of a deployed Worker.
        Command::Enrol(_) | Command::Purge(_) | Command::Deploy { .. } | Command::Strand { .. } => {
            Value::Null
        }
    }
}

fn project_json(command: &ProjectCommand) -> Value {
    match command {
        ProjectCommand::Create { name, external } => {
            json!({"project": {"name": name, "external": external}})
        }
        ProjectCommand::Change {
            project,
            name,
            archived,
        } => json!({"changeProject": {"project": project, "name": name, "archived": archived}}),
        ProjectCommand::PutGrant {
            project,
            user,
            assignment,
        } => {
            let assignment = assignment_json(*assignment);
            json!({"grant": {"project": project, "user": user, "assignment": assignment}})
        }
        ProjectCommand::RemoveGrant { project, user } => {
            json!({"ungrant": {"project": project, "user": user}})
        }
    }
}

fn review_json(command: &ReviewCommand) -> Value {
    match command {
        ReviewCommand::Open => json!({"review": {}}),
        ReviewCommand::Decide {
            review,
            user,
            decision,
        } => {
            let decision = match decision {
                Decision::Keep => "keep",
                Decision::Changed => "changed",
                Decision::Removed => "removed",
            };
            json!({"decide": {"review": review, "user": user, "decision": decision}})
        }
        ReviewCommand::Close { review } => json!({"closeReview": {"review": review}}),
    }
}

fn transfer_json(command: TransferCommand) -> Value {
    match command {
        TransferCommand::Offer { user, typed } => {
            json!({"transfer": {"offer": {"user": user, "name": typed}}})
        }
        TransferCommand::Accept => json!({"transfer": {"decision": "accept"}}),
        TransferCommand::Decline => json!({"transfer": {"decision": "decline"}}),
        TransferCommand::Withdraw => json!({"transfer": {}}),
    }
}
