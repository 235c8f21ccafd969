//! A sequential invite: the rules as the design states them, written without core.

use stateright::semantics::SequentialSpec;

/// Somebody, by a number of this run.
pub(crate) type User = u32;

/// A request about an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Makes it.
    Create,
    /// Joins the team by it.
    Accept(User),
    /// Says no to it.
    Decline(User),
    /// Takes it back.
    Revoke,
    /// Its state, as an admin sees it.
    Read,
    /// Its link.
    Open,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It was made.
    Created,
    /// This user is a member by it.
    Joined(User),
    /// It is declined.
    Declined,
    /// It is revoked.
    Revoked,
    /// `invite_closed`.
    Closed,
    /// Its state.
    State(Shown),
    /// The link leads to an open invite.
    Leads,
    /// There is no such invite.
    Nothing,
}

/// A state as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Open.
    Pending,
    /// Used.
    Accepted,
    /// Declined.
    Declined,
    /// Taken back.
    Revoked,
}

/// One invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invite {
    /// Not yet made.
    Unmade,
    /// Open.
    Pending,
    /// Used by this user, who stays a member.
    Accepted(User),
    /// Declined by this user.
    Declined(User),
    /// Taken back.
    Revoked,
}

impl SequentialSpec for Invite {
    type Op = Ask;
    type Ret = Answer;

    fn invoke(&mut self, ask: &Ask) -> Answer {
        match (*self, *ask) {
            (Self::Unmade, Ask::Create) => {
                *self = Self::Pending;
                Answer::Created
            }
            (Self::Unmade, _) | (_, Ask::Create) => Answer::Nothing,
            (Self::Pending, Ask::Accept(user)) => {
                *self = Self::Accepted(user);
                Answer::Joined(user)
            }
            (Self::Pending, Ask::Decline(user)) => {
                *self = Self::Declined(user);
                Answer::Declined
            }
            (Self::Pending, Ask::Revoke) => {
                *self = Self::Revoked;
                Answer::Revoked
            }
            // One's own repeat is answered as the first time.
            (Self::Accepted(winner), Ask::Accept(user)) if winner == user => Answer::Joined(user),
            (Self::Declined(who), Ask::Decline(user)) if who == user => Answer::Declined,
            (Self::Revoked, Ask::Revoke) => Answer::Revoked,
            (Self::Pending, Ask::Open) => Answer::Leads,
            (state, Ask::Read) => Answer::State(state.shown()),
            (_, Ask::Accept(_) | Ask::Decline(_) | Ask::Revoke | Ask::Open) => Answer::Closed,
        }
    }
}

impl Invite {
    fn shown(self) -> Shown {
        match self {
            Self::Unmade | Self::Pending => Shown::Pending,
            Self::Accepted(_) => Shown::Accepted,
            Self::Declined(_) => Shown::Declined,
            Self::Revoked => Shown::Revoked,
        }
    }
}

impl Ask {
    /// Whether it may change the invite.
    pub(crate) fn changes(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Accept(_) | Self::Decline(_) | Self::Revoke
        )
    }

    /// The word for it in the figures.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Accept(_) => "accept",
            Self::Decline(_) => "decline",
            Self::Revoke => "revoke",
            Self::Read => "read",
            Self::Open => "open",
        }
    }
}
