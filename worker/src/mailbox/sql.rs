//! Every statement of a mailbox's database. It is opened by a first row alone.

/// The table whose existence says that an invite ever lay here.
pub(super) const FIRST_TABLE: &str = "invites";

/// The mailbox's table. A row without an invite is a tombstone.
pub(super) const CREATE: &str = "
CREATE TABLE IF NOT EXISTS invites (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER, expires_at INTEGER, row TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS invites_by_age ON invites (created_at, id) WHERE row IS NOT NULL;
";

pub(super) const VERSION: &str = "SELECT version FROM invites WHERE id = ?";
pub(super) const PUT: &str = "INSERT OR REPLACE INTO invites (id, version, created_at, expires_at, row) VALUES (?, ?, ?, ?, ?)";
/// Parameters: the moment, how many an inbox shows.
pub(super) const COUNT: &str = "SELECT count(*) FROM (SELECT 1 FROM invites WHERE row IS NOT NULL \
     AND (expires_at IS NULL OR expires_at > ?1) LIMIT ?2)";
/// The newest that an inbox shows, and of those what comes after a position. Parameters: the moment, how many an inbox
/// shows, the moment and id that the page begins before, the limit.
pub(super) const LIST: &str = "SELECT created_at, id, row FROM (SELECT id, created_at, row FROM invites WHERE row IS NOT NULL \
     AND (expires_at IS NULL OR expires_at > ?1) ORDER BY created_at DESC, id DESC LIMIT ?2) \
     WHERE (created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT ?5";
