//! The sequential specification of an invite: the rules as the design states them, written without core.

use std::collections::BTreeSet;

use crate::log::Subject;

/// The number of a user in this run.
pub(crate) type User = u32;

/// An operation on an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Creates it for so many users.
    Create(usize),
    /// Accepts it as this user.
    Accept(User),
    /// Declines it as this user.
    Decline(User),
    /// Revokes it.
    Revoke,
    /// Reads its state as the owner of the team.
    Read,
    /// Opens its link.
    Open,
}

/// The response to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Response {
    /// It was created.
    Created,
    /// This user became a member.
    Joined(User),
    /// It is declined.
    Declined,
    /// It is revoked.
    Revoked,
    /// `invite_closed`.
    Closed,
    /// Its state, and how many users accepted it.
    State(Shown, usize),
    /// The link leads to a pending invite.
    Opened,
    /// There is no such invite.
    NotFound,
}

/// The state that a response shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It can be accepted.
    Pending,
    /// As many users as it allows accepted it.
    Accepted,
    /// A user declined it.
    Declined,
    /// The owner revoked it.
    Revoked,
}

/// One invite.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Invite {
    state: State,
    /// How many users can accept it.
    most: usize,
    /// Who did. They stay members.
    accepted: BTreeSet<User>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    /// It does not exist yet.
    Absent,
    /// It can be accepted.
    Pending,
    /// Declined by this user.
    Declined(User),
    /// The owner revoked it.
    Revoked,
}

impl Subject for Invite {
    type Op = Operation;
    type Ret = Response;

    const INITIAL: Self = Self {
        state: State::Absent,
        most: 0,
        accepted: BTreeSet::new(),
    };

    fn invoke(&mut self, operation: &Operation) -> Response {
        let is_open = self.state == State::Pending && self.accepted.len() < self.most;
        match (self.state, *operation) {
            (State::Absent, Operation::Create(most)) => {
                self.state = State::Pending;
                self.most = most;
                Response::Created
            }
            (State::Absent, _) | (_, Operation::Create(_)) => Response::NotFound,
            // A repeat by the same user has the same response.
            (_, Operation::Accept(user)) if self.accepted.contains(&user) => Response::Joined(user),
            (_, Operation::Accept(user)) if is_open => {
                self.accepted.insert(user);
                Response::Joined(user)
            }
            (_, Operation::Decline(user)) if is_open => {
                self.state = State::Declined(user);
                Response::Declined
            }
            (State::Declined(who), Operation::Decline(user)) if who == user => Response::Declined,
            (_, Operation::Revoke) if is_open => {
                self.state = State::Revoked;
                Response::Revoked
            }
            (State::Revoked, Operation::Revoke) => Response::Revoked,
            (_, Operation::Open) if is_open => Response::Opened,
            (_, Operation::Read) => Response::State(self.shown(is_open), self.accepted.len()),
            (
                _,
                Operation::Accept(_) | Operation::Decline(_) | Operation::Revoke | Operation::Open,
            ) => Response::Closed,
        }
    }

    fn changes(operation: Operation) -> bool {
        !matches!(operation, Operation::Read | Operation::Open)
    }

    fn name(operation: Operation) -> &'static str {
        match operation {
            Operation::Create(1) => "create",
            Operation::Create(_) => "create for several",
            Operation::Accept(_) => "accept",
            Operation::Decline(_) => "decline",
            Operation::Revoke => "revoke",
            Operation::Read => "read",
            Operation::Open => "open",
        }
    }
}

impl Invite {
    fn shown(&self, is_open: bool) -> Shown {
        match self.state {
            State::Absent | State::Pending if is_open => Shown::Pending,
            State::Absent | State::Pending => Shown::Accepted,
            State::Declined(_) => Shown::Declined,
            State::Revoked => Shown::Revoked,
        }
    }
}
