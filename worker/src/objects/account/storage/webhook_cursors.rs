//! How far each webhook has come in the audit log.

use hallpass_core::Timestamp;
use hallpass_core::webhook::{Cursor, Health, Webhook};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// A row for each webhook of the setting. `seq` is the number of the last event that needs no more attention, `setting` the
/// fingerprint with which it was last used. `failing_since` is null while the receiver works; `due` is when it is tried next,
/// and `paused` is 1 if it was given up until then.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS webhook_cursors (
  webhook TEXT PRIMARY KEY, seq INTEGER NOT NULL, setting TEXT NOT NULL,
  attempts INTEGER NOT NULL, failing_since INTEGER, due INTEGER NOT NULL, paused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// A webhook's cursor, and the number of the last event of the log.
pub(crate) struct WebhookProgress {
    pub(crate) cursor: Cursor,
    pub(crate) head: u64,
}

#[derive(Deserialize)]
struct ProgressRow {
    seq: u64,
    setting: String,
    attempts: u32,
    failing_since: Option<i64>,
    due: i64,
    paused: i64,
    head: u64,
}

impl From<ProgressRow> for WebhookProgress {
    fn from(row: ProgressRow) -> Self {
        let due = Timestamp::from_milliseconds(row.due);
        let since = row.failing_since.map(Timestamp::from_milliseconds);
        let health = match (since, row.paused) {
            (None, _) => Health::Working,
            (Some(since), 0) => Health::Failing {
                attempts: row.attempts,
                since,
                next: due,
            },
            (Some(since), _) => Health::Paused {
                attempts: row.attempts,
                since,
                until: due,
            },
        };
        Self {
            cursor: Cursor {
                seq: row.seq,
                setting: row.setting,
                health,
            },
            head: row.head,
        }
    }
}

impl AccountStore<'_> {
    /// Gives each of these webhooks a cursor that does not have one, in front of the events of this request, and deletes the
    /// cursors of others.
    pub(crate) fn follow_webhooks<'a>(
        &self,
        webhooks: impl Iterator<Item = &'a Webhook> + Clone,
    ) -> Result<(), InternalError> {
        #[derive(Deserialize)]
        struct Row {
            webhook: String,
        }
        let rows: Vec<Row> = self
            .db
            .rows("SELECT webhook FROM webhook_cursors", params![])?;
        for Row { webhook } in &rows {
            if !webhooks.clone().any(|each| each.id.as_str() == webhook) {
                self.db.execute(
                    "DELETE FROM webhook_cursors WHERE webhook = ?",
                    params![webhook],
                )?;
            }
        }
        let head = self.account()?.map_or(0, |account| account.audit.count);
        let seq = head.saturating_sub(self.appended_events());
        for webhook in webhooks {
            let id = webhook.id.as_str();
            if !rows.iter().any(|row| row.webhook == id) {
                self.db.execute(
                    "INSERT INTO webhook_cursors (webhook, seq, setting, attempts, failing_since, due, paused) \
                     VALUES (?, ?, ?, 0, NULL, 0, 0)",
                    params![id, seq, webhook.fingerprint()],
                )?;
            }
        }
        Ok(())
    }

    /// Whether this request has appended events to the log.
    pub(crate) fn has_appended_events(&self) -> bool {
        self.appended_events() > 0
    }

    fn appended_events(&self) -> u64 {
        u64::try_from(self.appended_events.borrow().len()).unwrap_or(u64::MAX)
    }
}

/// How far a webhook has come; `None` if it has no cursor yet.
pub(crate) fn webhook_progress(
    db: &Database,
    webhook: &Webhook,
) -> Result<Option<WebhookProgress>, InternalError> {
    let row: Option<ProgressRow> = db.row(
        "SELECT seq, setting, attempts, failing_since, due, paused, (SELECT audit_count FROM account LIMIT 1) AS head \
         FROM webhook_cursors WHERE webhook = ?",
        params![webhook.id.as_str()],
    )?;
    Ok(row.map(Into::into))
}

/// Stores a webhook's cursor.
pub(crate) fn store_webhook_cursor(
    db: &Database,
    webhook: &Webhook,
    cursor: &Cursor,
) -> Result<(), InternalError> {
    let (attempts, since, due, paused) = match cursor.health {
        Health::Working => (0, None, Timestamp::from_milliseconds(0), 0_u32),
        Health::Failing {
            attempts,
            since,
            next,
        } => (attempts, Some(since), next, 0),
        Health::Paused {
            attempts,
            since,
            until,
        } => (attempts, Some(since), until, 1),
    };
    db.execute(
        "UPDATE webhook_cursors SET seq = ?, setting = ?, attempts = ?, failing_since = ?, due = ?, paused = ? \
         WHERE webhook = ?",
        params![
            cursor.seq,
            &cursor.setting,
            attempts,
            since,
            due,
            paused,
            webhook.id.as_str()
        ],
    )
}
