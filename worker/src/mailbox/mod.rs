//! MailboxObject: the pending invites to one address. It belongs to the address, and is named by a keyed digest of it.
//!
//! Who asks for it must have verified the address; that is for the caller of this object to see to.

mod sql;

use core::panic::AssertUnwindSafe;

use hallpass_core::{Timestamp, limits};
use hallpass_protocol::object::Envelope;
use hallpass_protocol::object::account::Paging;
use hallpass_protocol::object::document::Document;
use hallpass_protocol::object::index::{MailboxAsk, MailboxReply, Message, Row};
use hallpass_protocol::shape::Page;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::error::InternalError;
use crate::json;
use crate::object::cursor::{self, Position};
use crate::object::{Database, asked, params, said};

/// One address's pending invites.
#[durable_object(fetch)]
pub struct MailboxObject {
    db: AssertUnwindSafe<Database>,
}

impl DurableObject for MailboxObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            db: AssertUnwindSafe(Database::new(&state)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let text = asked(request).await?;
        said("mailbox", self.answer(&text))
    }
}

impl MailboxObject {
    fn answer(&self, text: &str) -> Result<MailboxReply, InternalError> {
        let envelope: Envelope<MailboxAsk> = json::read(text)?;
        match &envelope.ask {
            MailboxAsk::Put { message } => {
                self.db.transaction(|| self.put(message))?;
                Ok(MailboxReply::Taken)
            }
            MailboxAsk::Count => self.count(envelope.now),
            MailboxAsk::List { page } => self.list(envelope.now, page),
        }
    }

    /// Takes a row over iff it is newer than what is there; a removal stays as a tombstone.
    fn put(&self, message: &Message) -> Result<(), InternalError> {
        let Row::Mailbox { invite, row, .. } = &message.row else {
            return Err(InternalError::new("a row for another kind of object"));
        };
        if !self.db.has_tables(sql::FIRST_TABLE)? {
            self.db.run(sql::CREATE, &[])?;
        }
        let id = invite.to_string();
        if let Some(mut known) = self.db.row(sql::VERSION, &params![&id])?
            && known.count::<u64>()? >= message.version
        {
            return Ok(());
        }
        self.db.run(
            sql::PUT,
            &params![
                id,
                message.version,
                row.as_ref().map(|invite| invite.created_at),
                row.as_ref().and_then(|invite| invite.expires_at),
                row.as_ref().map(|invite| invite.document.as_str())
            ],
        )
    }

    fn count(&self, now: Timestamp) -> Result<MailboxReply, InternalError> {
        if !self.db.has_tables(sql::FIRST_TABLE)? {
            return Ok(MailboxReply::Count { count: 0 });
        }
        let found = self.db.row(sql::COUNT, &params![now, shown()])?;
        let count = found.map_or(Ok(0), |mut row| row.count())?;
        Ok(MailboxReply::Count { count })
    }

    fn list(&self, now: Timestamp, paging: &Paging) -> Result<MailboxReply, InternalError> {
        let first = Position {
            number: i64::MAX,
            id: String::new(),
        };
        let Ok(before) = cursor::after(paging, first) else {
            return Ok(MailboxReply::BadCursor);
        };
        let mut invites = Vec::new();
        if self.db.has_tables(sql::FIRST_TABLE)? {
            let room = u32::try_from(cursor::limit(paging).saturating_add(1)).unwrap_or(u32::MAX);
            let params = params![now, shown(), before.number, before.id, room];
            for mut row in self.db.rows(sql::LIST, &params)? {
                let position = Position {
                    number: row.integer()?,
                    id: row.text()?,
                };
                invites.push((position, Document::from_text(row.text()?).embedded()));
            }
        }
        let page = cursor::page(invites, paging, |(position, _)| position.clone());
        let documents = page.items.into_iter().map(|(_, document)| document);
        let page = Page {
            items: documents.collect::<Vec<_>>(),
            next: page.next,
        };
        Ok(MailboxReply::Invites {
            page: Document::of(&page),
        })
    }
}

/// How many invites an inbox shows.
fn shown() -> u32 {
    u32::try_from(limits::INBOX_INVITES).unwrap_or(u32::MAX)
}
