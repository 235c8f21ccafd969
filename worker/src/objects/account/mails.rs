//! Handlers for mails of invites.

use hallpass_core::account::{Invite, Store as _, read, record_mail};
use hallpass_core::mail::{Mail, MailId};
use hallpass_core::{Refusal, Timestamp};
use hallpass_protocol::object::account::{PreviewMail, ReportMail};
use hallpass_protocol::shape::MailPreview;

use super::mail_contents::{MailLinks, outgoing};
use super::operation::Operation;
use crate::error::InternalError;
use crate::objects::server::OperationResult;

/// Renders the mail of an invite as it would be sent now, in the language of its last one. Its links lead nowhere: who reads
/// it may not be allowed to have the invite's own.
///
/// Takes the invite; returns the mail. Safe to retry.
pub(super) fn preview_mail(
    operation: &Operation<'_>,
    call: PreviewMail,
) -> OperationResult<MailPreview> {
    let account = operation.open_account()?;
    let context = operation.context(account.id)?;
    let invite = read::mailed_invite(&operation.store, &context, &call.invite)?
        .map_err(|refusal| operation.refuse(refusal))?;
    let not_found = || operation.refuse(Refusal::NotFound);
    let mailer = operation.mailer.ok_or_else(not_found)?;
    let mail = match operation.store.last_mail(&call.invite)? {
        Some(mail) => mail,
        None => first_mail(&invite, operation.now),
    };
    let links = MailLinks::placeholders(&operation.config.origin);
    let outgoing = outgoing(&account, invite, &mail, links, &operation.config.policy);
    let rendered = mailer
        .render(&outgoing.ok_or_else(not_found)?)
        .map_err(|error| InternalError::new(error.to_string()))?;
    Ok(MailPreview {
        from: rendered.from.to_string(),
        reply_to: rendered.reply_to.map(|mailbox| mailbox.to_string()),
        to: rendered.to,
        subject: rendered.subject,
        language: rendered.language,
        html: rendered.html,
        text: rendered.text,
    })
}

/// The mail of an invite that was not mailed yet.
fn first_mail(invite: &Invite, now: Timestamp) -> Mail {
    let id = MailId {
        invite: invite.id,
        number: 1,
    };
    Mail::queued(id, invite.inviter.user.clone(), None, now)
}

/// Stores what a transport reports about a mail.
///
/// Takes the invite, the transport's own id of the mail, and the report; returns nothing. Safe to retry: what is decided
/// about a mail is final.
pub(super) fn report_mail(operation: &mut Operation<'_>, call: &ReportMail) -> OperationResult<()> {
    let (now, random) = (operation.now, operation.random);
    let store = &mut operation.store;
    if store.account()?.is_none() {
        return Ok(());
    }
    let mail = store.mail_by_transport_id(&call.invite, &call.transport_id)?;
    if let Some(mail) = mail.and_then(|mail| mail.after_report(call.report, now)) {
        record_mail(store, mail, now, random)?;
    }
    Ok(())
}
