//! Mails that stay on this machine, for `/local/mail`. Only in the development edition.

use core::cell::RefCell;
use std::collections::VecDeque;

use hallpass_mail::Rendered;

use super::outcome::Sent;

/// How many mails are kept. Older ones go first.
const MAILS: usize = 200;

thread_local! {
    static COLLECTED: RefCell<VecDeque<Rendered>> = const { RefCell::new(VecDeque::new()) };
}

/// Keeps a mail. A second delivery of one takes the place of the first, as in a mailbox that knows Message-IDs.
pub(super) fn collect(mail: &Rendered) -> Sent {
    COLLECTED.with_borrow_mut(|mails| {
        mails.retain(|other| other.id != mail.id);
        mails.push_front(mail.clone());
        mails.truncate(MAILS);
    });
    Sent {
        provider_id: Some(mail.id.to_string()),
    }
}

/// The mails, the newest first.
pub(crate) fn collected() -> Vec<Rendered> {
    COLLECTED.with_borrow(|mails| mails.iter().cloned().collect())
}

/// A mail by its id.
pub(crate) fn find(id: &str) -> Option<Rendered> {
    COLLECTED.with_borrow(|mails| mails.iter().find(|mail| mail.id.to_string() == id).cloned())
}
