//! The sequential specification of an invite: the rules as the design states them, written without core.

use stateright::semantics::SequentialSpec;

use crate::log::Subject;

/// The number of a user in this run.
pub(crate) type User = u32;

/// An operation on an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Creates it.
    Create,
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
    /// Its state.
    State(Shown),
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
    /// A user accepted it.
    Accepted,
    /// A user declined it.
    Declined,
    /// The owner revoked it.
    Revoked,
}

/// One invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invite {
    /// It does not exist yet.
    Absent,
    /// It can be accepted.
    Pending,
    /// Accepted by this user, who stays a member.
    Accepted(User),
    /// Declined by this user.
    Declined(User),
    /// The owner revoked it.
    Revoked,
}

impl Subject for Invite {
    const INITIAL: Self = Self::Absent;

    fn changes(operation: Operation) -> bool {
        !matches!(operation, Operation::Read | Operation::Open)
    }

    fn name(operation: Operation) -> &'static str {
        match operation {
            Operation::Create => "create",
            Operation::Accept(_) => "accept",
            Operation::Decline(_) => "decline",
            Operation::Revoke => "revoke",
            Operation::Read => "read",
            Operation::Open => "open",
        }
    }
}

impl SequentialSpec for Invite {
    type Op = Operation;
    type Ret = Response;

    fn invoke(&mut self, operation: &Operation) -> Response {
        match (*self, *operation) {
            (Self::Absent, Operation::Create) => {
                *self = Self::Pending;
                Response::Created
            }
            (Self::Absent, _) | (_, Operation::Create) => Response::NotFound,
            (Self::Pending, Operation::Accept(user)) => {
                *self = Self::Accepted(user);
                Response::Joined(user)
            }
            (Self::Pending, Operation::Decline(user)) => {
                *self = Self::Declined(user);
                Response::Declined
            }
            (Self::Pending, Operation::Revoke) => {
                *self = Self::Revoked;
                Response::Revoked
            }
            // A repeat by the same user has the same response.
            (Self::Accepted(winner), Operation::Accept(user)) if winner == user => {
                Response::Joined(user)
            }
            (Self::Declined(who), Operation::Decline(user)) if who == user => Response::Declined,
            (Self::Revoked, Operation::Revoke) => Response::Revoked,
            (Self::Pending, Operation::Open) => Response::Opened,
            (state, Operation::Read) => Response::State(state.shown()),
            (
                _,
                Operation::Accept(_) | Operation::Decline(_) | Operation::Revoke | Operation::Open,
            ) => Response::Closed,
        }
    }
}

impl Invite {
    fn shown(self) -> Shown {
        match self {
            Self::Absent | Self::Pending => Shown::Pending,
            Self::Accepted(_) => Shown::Accepted,
            Self::Declined(_) => Shown::Declined,
            Self::Revoked => Shown::Revoked,
        }
    }
}
