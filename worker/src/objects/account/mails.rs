//! Handlers for mails of invites.

use hallpass_core::account::record_mail;
use hallpass_protocol::object::account::ReportMail;

use super::operation::Operation;
use crate::objects::server::OperationResult;

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
