//! The audit log.

use hallpass_core::Timestamp;
use hallpass_core::token::audit_head::AuditHeadClaims;
use hallpass_protocol::object::account::{Ask, AuditFilter, Reply as Said};
use hallpass_protocol::shape::AuditPage;

use crate::call::{Call, unexpected};
use crate::fault::Fault;
use crate::http::{No, Reply};

use super::next::{Next, ask};

/// The longest text that is looked for, in bytes.
const TEXT_BYTES: usize = 128;

/// `GET /v1/accounts/{acc}/audit`. Pages of the whole log carry where its chain stands, signed.
pub(super) fn list<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let moment = |name| {
        call.incoming
            .read(name, |text| text.parse::<Timestamp>().ok())
    };
    let text = |name| {
        call.incoming.read(name, |text| {
            (!text.is_empty() && text.len() <= TEXT_BYTES).then(|| text.to_owned())
        })
    };
    let filter = AuditFilter {
        from: moment("from")?,
        to: moment("to")?,
        user: text("user")?,
        resource_type: text("resourceType")?,
        resource_id: text("resourceId")?,
        action: text("action")?,
    };
    let whole = filter == AuditFilter::default();
    let question = Ask::Audit {
        filter,
        page: call.incoming.paging()?,
    };
    let page = move |call: &Call<'_>, said| {
        let Said::Audit { items, next, head } = said else {
            return Err(unexpected());
        };
        let signed = || {
            AuditHeadClaims {
                account,
                head,
                issued_seconds: call.now.seconds(),
            }
            .seal(&call.edge.keys)
        };
        Reply::ok(&AuditPage {
            items: items.embedded().map_err(Fault::from)?,
            next,
            head: whole.then(signed),
        })
    };
    Ok(ask(account, question, Box::new(page)))
}
