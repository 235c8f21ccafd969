//! Every statement of a user's database. It is opened by a reservation or a first row alone.

/// The table whose existence says that anything is known of the user.
pub(super) const FIRST_TABLE: &str = "accounts";

/// The user's tables. A row without an account is a tombstone; `since` orders the list.
pub(super) const CREATE: &str = "
CREATE TABLE IF NOT EXISTS accounts (
  account TEXT PRIMARY KEY, version INTEGER NOT NULL, since INTEGER NOT NULL, row TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounts_by_age ON accounts (since, account) WHERE row IS NOT NULL;

CREATE TABLE IF NOT EXISTS own (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reservations (
  account TEXT PRIMARY KEY, key TEXT, fingerprint TEXT, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS reservations_by_key ON reservations (key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS reservations_by_age ON reservations (at);
";

pub(super) const OWN: &str = "SELECT account FROM own LIMIT 1";
pub(super) const RESERVE_OWN: &str = "INSERT INTO own (account) VALUES (?)";
pub(super) const RESERVED: &str =
    "SELECT account, fingerprint FROM reservations WHERE key = ? AND at > ?";
pub(super) const RESERVE: &str =
    "INSERT INTO reservations (account, key, fingerprint, at) VALUES (?, ?, ?, ?)";
pub(super) const SWEEP_RESERVATIONS: &str = "DELETE FROM reservations WHERE at <= ?";
/// Accounts, and those that are reserved and did not arrive yet.
pub(super) const COUNT: &str = "SELECT (SELECT count(*) FROM accounts WHERE row IS NOT NULL) + \
     (SELECT count(*) FROM reservations WHERE account NOT IN (SELECT account FROM accounts))";
pub(super) const VERSION: &str =
    "SELECT version, since, row IS NOT NULL FROM accounts WHERE account = ?";
pub(super) const PUT: &str =
    "INSERT OR REPLACE INTO accounts (account, version, since, row) VALUES (?, ?, ?, ?)";
pub(super) const LIST: &str =
    "SELECT row FROM accounts WHERE row IS NOT NULL ORDER BY since, account LIMIT ?";
