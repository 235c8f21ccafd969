//! Every statement of an account's database. It is opened by `Open` alone; what only reads finds no tables before.
//!
//! Texts are ids and names, moments are milliseconds since 1970, days are days since 1970.

/// The table whose existence says that the account was opened.
pub(super) const FIRST_TABLE: &str = "account";

/// Something that an event must be for a page to show it.
#[derive(Clone, Copy)]
pub(super) enum Term {
    From,
    To,
    Actor,
    Action,
    ResourceType,
    ResourceId,
}

impl Term {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::From => ("at", ">="),
            Self::To => ("at", "<"),
            Self::Actor => ("actor", "="),
            Self::Action => ("action", "="),
            Self::ResourceType => ("resource_type", "="),
            Self::ResourceId => ("resource_id", "="),
        }
    }
}

/// Which way events are read.
#[derive(Clone, Copy)]
pub(super) enum Order {
    NewestFirst,
    OldestFirst,
}

impl Order {
    const fn word(self) -> &'static str {
        match self {
            Self::NewestFirst => "DESC",
            Self::OldestFirst => "ASC",
        }
    }
}

/// The events that change a member's standing: those of core's `Action::changes_membership`. The index `events_standing`
/// has no others, and SQLite uses it only for a statement with the same words.
macro_rules! standing_changes {
    () => {
        "outcome = 'done' AND action IN ('member.role', 'member.remove', 'member.leave')"
    };
}

/// The account's tables and indexes; run again by the first change after a start, for what a newer release adds.
pub(super) const CREATE: &str = concat!("
CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, personal_name TEXT,
  epoch INTEGER NOT NULL, floor_epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, policy TEXT NOT NULL,
  member_count INTEGER NOT NULL, created_at INTEGER NOT NULL, spend_limit INTEGER, external_id TEXT,
  audit_count INTEGER NOT NULL, audit_hash TEXT NOT NULL, closed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS members (
  user TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL, address TEXT, image TEXT,
  role TEXT NOT NULL, joined_at INTEGER NOT NULL, last_seen_on INTEGER, invited_by TEXT,
  changed_epoch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS members_by_address ON members (address) WHERE address IS NOT NULL;
CREATE INDEX IF NOT EXISTS members_by_role ON members (role, joined_at, user);
CREATE INDEX IF NOT EXISTS members_by_joining ON members (joined_at, user);

CREATE TABLE IF NOT EXISTS invites (
  id TEXT PRIMARY KEY, address TEXT, mailbox TEXT, role TEXT NOT NULL, state TEXT NOT NULL, decided_by TEXT,
  inviter TEXT NOT NULL, inviter_name TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
  decided_at INTEGER, resent_at INTEGER, note TEXT, generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS invites_pending_to ON invites (address) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_pending_by ON invites (inviter) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_pending ON invites (expires_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_by_creation ON invites (created_at, id);
CREATE INDEX IF NOT EXISTS invites_by_state ON invites (state, created_at, id);

CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT,
  details TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_refused ON events (actor, at) WHERE outcome = 'refused';
-- All that a filter looks at, in the order of the log: whatever is asked for together, no row is read that is not shown.
CREATE INDEX IF NOT EXISTS events_facts ON events (seq, at, actor, action, resource_type, resource_id);
CREATE INDEX IF NOT EXISTS events_by_actor ON events (actor, seq);
CREATE INDEX IF NOT EXISTS events_by_action ON events (action, seq);
CREATE INDEX IF NOT EXISTS events_by_resource ON events (resource_id, seq);
CREATE INDEX IF NOT EXISTS events_standing ON events (outcome, at, resource_id) WHERE ", standing_changes!(), ";

CREATE TABLE IF NOT EXISTS actors (user TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS records (
  user TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, done TEXT NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_age ON records (at);

CREATE TABLE IF NOT EXISTS outbox (
  kind TEXT NOT NULL, destination TEXT NOT NULL, subject TEXT NOT NULL, version INTEGER NOT NULL,
  attempts INTEGER NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY (kind, destination, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (due);

CREATE TABLE IF NOT EXISTS broadcasts (
  kind TEXT PRIMARY KEY, version INTEGER NOT NULL, cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
");

pub(super) const ACCOUNT: &str = "SELECT id, kind, name, owner, personal_name, epoch, floor_epoch, sequence, policy, \
     member_count, created_at, spend_limit, external_id, audit_count, audit_hash, closed FROM account LIMIT 1";
pub(super) const PUT_ACCOUNT: &str = "INSERT OR REPLACE INTO account (id, kind, name, owner, personal_name, epoch, \
     floor_epoch, sequence, policy, member_count, created_at, spend_limit, external_id, audit_count, audit_hash, closed) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Written before each `WHERE` of a statement about members, so that their columns stand in one order.
macro_rules! members {
    ($rest:literal) => {
        concat!(
            "SELECT user, name, address, image, role, joined_at, last_seen_on, invited_by, changed_epoch \
             FROM members ",
            $rest
        )
    };
}
pub(super) const MEMBER: &str = members!("WHERE user = ?");
pub(super) const MEMBER_AT: &str = members!("WHERE address = ? LIMIT 1");
/// Parameters: the moment and user that the page begins after, the words, whether addresses count, the limit; the
/// names that the role has or had as a JSON list (null for all roles), the owner, whether the owner has the role.
pub(super) const MEMBERS: &str = members!(
    "WHERE (joined_at, user) > (?1, ?2) \
     AND (?3 = '' OR instr(folded_name, ?3) > 0 OR (?4 = 1 AND address IS NOT NULL AND instr(address, ?3) > 0)) \
     AND (?6 IS NULL OR CASE WHEN user = ?7 THEN ?8 = 1 ELSE role IN (SELECT value FROM json_each(?6)) END) \
     ORDER BY joined_at, user LIMIT ?5"
);
/// Parameters: the names that the roles have or had as a JSON list, the limit.
pub(super) const MEMBERS_WITH_ROLES: &str =
    members!("WHERE role IN (SELECT value FROM json_each(?)) ORDER BY joined_at, user LIMIT ?");
pub(super) const PUT_MEMBER: &str = "INSERT OR REPLACE INTO members (user, name, folded_name, address, image, role, \
     joined_at, last_seen_on, invited_by, changed_epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
pub(super) const DROP_MEMBER: &str = "DELETE FROM members WHERE user = ?";
pub(super) const DROP_MEMBERS_EXCEPT: &str = "DELETE FROM members WHERE user <> ?";
pub(super) const MEMBERS_AFTER: &str =
    "SELECT user FROM members WHERE user > ? ORDER BY user LIMIT ?";

/// Written before each `WHERE` of a statement about invites, so that their columns stand in one order.
macro_rules! invites {
    ($rest:literal) => {
        concat!(
            "SELECT id, address, mailbox, role, state, decided_by, inviter, inviter_name, created_at, expires_at, \
             decided_at, resent_at, note, generation FROM invites ",
            $rest
        )
    };
}
pub(super) const INVITE: &str = invites!("WHERE id = ?");
pub(super) const PENDING_TO: &str = invites!(
    "WHERE state = 'pending' AND address = ? AND (expires_at IS NULL OR expires_at > ?) LIMIT 1"
);
pub(super) const PENDING_BY: &str =
    invites!("WHERE state = 'pending' AND inviter = ? AND (expires_at IS NULL OR expires_at > ?)");
pub(super) const PENDING: &str =
    invites!("WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?)");
pub(super) const PENDING_COUNT: &str = "SELECT \
     (SELECT count(*) FROM invites WHERE state = 'pending' AND expires_at IS NULL) + \
     (SELECT count(*) FROM invites WHERE state = 'pending' AND expires_at > ?)";
/// Parameters: the moment and id that the page begins before, the limit.
pub(super) const INVITES: &str =
    invites!("WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3");
/// As [`INVITES`], with the state as the fourth parameter.
pub(super) const INVITES_OF_STATE: &str = invites!(
    "WHERE state = ?4 AND (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3"
);
/// As [`INVITES`], with the moment as the fourth parameter.
pub(super) const INVITES_PENDING: &str = invites!(
    "WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?4) AND (created_at, id) < (?1, ?2) \
     ORDER BY created_at DESC, id DESC LIMIT ?3"
);
/// As [`INVITES_PENDING`].
pub(super) const INVITES_EXPIRED: &str = invites!(
    "WHERE state = 'pending' AND expires_at <= ?4 AND (created_at, id) < (?1, ?2) \
     ORDER BY created_at DESC, id DESC LIMIT ?3"
);
pub(super) const PUT_INVITE: &str = "INSERT OR REPLACE INTO invites (id, address, mailbox, role, state, decided_by, \
     inviter, inviter_name, created_at, expires_at, decided_at, resent_at, note, generation) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
pub(super) const REVOKE_PENDING: &str = "UPDATE invites SET state = 'revoked', decided_at = ?1 \
     WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?1)";

pub(super) const APPEND: &str = "INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, \
     outcome, code, details, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
pub(super) const REFUSALS: &str =
    "SELECT count(*) FROM events WHERE outcome = 'refused' AND actor = ? AND at >= ?";
pub(super) const DONE_AT: &str = "SELECT at FROM events WHERE action = ?1 AND outcome = 'done' ORDER BY seq DESC \
     LIMIT 1 OFFSET ?2";
pub(super) const LAST_EVENT_AT: &str = "SELECT at FROM events ORDER BY seq DESC LIMIT 1";
/// The users whose standing changed at or after a time, with the epoch of their last change if they are members. Each
/// event counts by its own `at`: events that were stored out of order hide nothing.
pub(super) const STANDING_CHANGED: &str = concat!(
    "SELECT changed.user, members.changed_epoch FROM \
     (SELECT DISTINCT resource_id AS user FROM events WHERE at >= ?1 AND ",
    standing_changes!(),
    " LIMIT ?2) AS changed LEFT JOIN members ON members.user = changed.user"
);
/// Written before each `WHERE` of a statement about events, so that their columns stand in one order.
macro_rules! events {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, prev, \
             hash FROM events ",
            $rest
        )
    };
}
/// The newest event comes first, so that one that was just written is found at once.
pub(super) const EVENT: &str = events!("WHERE id = ? ORDER BY seq DESC LIMIT 1");
/// Events between two numbers, both exclusive, for which all terms hold. Parameters: the two numbers, the limit, then
/// one for each term.
///
/// The numbers are found first, by one narrow index. A term alone has an index of its own to find them by; several
/// have the one of all facts, where a `+` keeps the engine from looking up row by row what one of them picks.
pub(super) fn events(terms: &[Term], order: Order) -> String {
    let alone = terms.len() == 1;
    let order = order.word();
    let mut found = String::new();
    for (number, term) in terms.iter().enumerate() {
        let (column, comparison) = term.words();
        let plus = if alone { "" } else { "+" };
        found.push_str(&format!(
            " AND {plus}{column} {comparison} ?{}",
            number.saturating_add(4)
        ));
    }
    format!(
        "{} (SELECT seq FROM events WHERE seq > ?1 AND seq < ?2{found} ORDER BY seq {order} LIMIT ?3) ORDER BY seq {order}",
        events!("WHERE seq IN")
    )
}

/// The name of somebody who did something, kept beside the chain for when they are no member (any more).
pub(super) const PUT_ACTOR: &str = "INSERT OR REPLACE INTO actors (user, name) VALUES (?, ?)";
/// The name that somebody has as a member, or had when they last did something here.
pub(super) const ACTOR: &str = "SELECT coalesce((SELECT name FROM members WHERE user = ?1), \
     (SELECT name FROM actors WHERE user = ?1))";

pub(super) const RECORDED: &str =
    "SELECT key, fingerprint, at, done FROM records WHERE user = ? AND key = ?";
pub(super) const RECORD: &str =
    "INSERT OR REPLACE INTO records (user, key, fingerprint, at, done) VALUES (?, ?, ?, ?, ?)";
pub(super) const SWEEP_RECORDS: &str = "DELETE FROM records WHERE at < ?";

pub(super) const ENQUEUE: &str = "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
     VALUES (?, ?, ?, ?, 0, 0)";
/// Parameters: the account, the version, the one member who stays.
pub(super) const ENQUEUE_MEMBERS_EXCEPT: &str = "INSERT OR REPLACE INTO outbox \
     (kind, destination, subject, version, attempts, due) SELECT 'user', user, ?, ?, 0, 0 FROM members WHERE user <> ?";
/// Parameters: the version, the moment.
pub(super) const ENQUEUE_PENDING: &str = "INSERT OR REPLACE INTO outbox \
     (kind, destination, subject, version, attempts, due) SELECT 'mailbox', mailbox, id, ?, 0, 0 FROM invites \
     WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?) AND mailbox IS NOT NULL";
pub(super) const DUE: &str =
    "SELECT kind, destination, subject, attempts FROM outbox WHERE due <= ? ORDER BY due LIMIT ?";
pub(super) const DELIVERED: &str =
    "DELETE FROM outbox WHERE kind = ? AND destination = ? AND subject = ? AND version <= ?";
/// A delivery that failed is due again later; one that was written again meanwhile is due at once.
pub(super) const NOT_DELIVERED: &str = "UPDATE outbox SET attempts = attempts + 1, due = ?1 \
     WHERE kind = ?2 AND destination = ?3 AND subject = ?4 AND version <= ?5";
pub(super) const BROADCAST: &str =
    "INSERT OR REPLACE INTO broadcasts (kind, version, cursor) VALUES ('members', ?, '')";
pub(super) const BROADCASTING: &str =
    "SELECT version, cursor FROM broadcasts WHERE kind = 'members'";
/// One that was begun anew meanwhile has another version, and stays at its beginning.
pub(super) const BROADCAST_ON: &str =
    "UPDATE broadcasts SET cursor = ? WHERE kind = 'members' AND version = ?";
pub(super) const BROADCAST_DONE: &str =
    "DELETE FROM broadcasts WHERE kind = 'members' AND version = ?";
pub(super) const NEXT_DUE: &str = "SELECT min(due) FROM outbox";
