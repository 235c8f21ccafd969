//! The sequential specification of one user's membership of a team, written without core: a targeted invite and a link invite that
//! both lead to it, enrolment by a service, the role or list, suspension, the end, and the grant in one project.

use crate::log::Subject;

/// A role or list of the account, by its place in the client's table.
pub(crate) type Access = usize;
/// A role or list of a project, by its place in the client's table.
pub(crate) type ProjectAccess = usize;

/// One of the two invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// The invite to the user's address.
    Address,
    /// The link invite.
    Link,
}

/// When a membership ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// Never.
    Never,
    /// In days.
    Later,
    /// Years ago.
    Past,
}

/// What a member's row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) access: Access,
    pub(crate) suspended: bool,
    pub(crate) end: End,
    pub(crate) grant: Option<ProjectAccess>,
}

/// An operation. The user accepts, leaves and enters; a service enrols; the owner does everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Accepts one of the invites.
    Accept(Way),
    /// Leaves.
    Leave,
    /// Removes the member.
    Remove,
    /// Makes the user a member with this role or list and this grant.
    Enrol(Access, ProjectAccess),
    /// Suspends or restores the member.
    Suspend(bool),
    /// Sets or lifts the end.
    SetEnd(End),
    /// Gives another role or list.
    Assign(Access),
    /// Gives a grant.
    Grant(ProjectAccess),
    /// Takes the grant away.
    Ungrant,
    /// Finds the member in the list of members.
    Find,
    /// Reads the state of one of the invites.
    ReadInvite(Way),
    /// Gets a membership token.
    Enter,
}

/// The response to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Response {
    /// The user is a member; joining revoked the other invite, or not.
    Joined { row: Row, revoked_other: bool },
    /// `already_member`.
    AlreadyMember,
    /// `invite_closed`.
    Closed,
    /// The member as they are now.
    Member(Row),
    /// The grant as it is now.
    Granted(ProjectAccess),
    /// It is done.
    Done,
    /// There is no such member or grant.
    NotFound,
    /// The state of an invite.
    Invite(InviteState),
    /// A token that carries this role or list.
    Entered(Access),
    /// `suspended`.
    Suspended,
    /// `past_end`.
    PastEnd,
    /// Something that no specification returns.
    Impossible,
}

/// The state of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum InviteState {
    Pending,
    Accepted,
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Member {
    row: Row,
    /// The invite that they accepted; `None` for who was enrolled.
    by: Option<Way>,
    /// Whether joining revoked the other invite.
    revoked_other: bool,
}

/// The membership, and the two invites to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Membership {
    to_address: InviteState,
    link: InviteState,
    member: Option<Member>,
}

/// What the invite to the address gives, and the link invite.
pub(crate) const OFFERS: [Row; 2] = [
    Row {
        access: 0,
        suspended: false,
        end: End::Later,
        grant: Some(0),
    },
    Row {
        access: 1,
        suspended: false,
        end: End::Never,
        grant: Some(1),
    },
];

impl Subject for Membership {
    type Op = Operation;
    type Ret = Response;

    const INITIAL: Self = Self {
        to_address: InviteState::Pending,
        link: InviteState::Pending,
        member: None,
    };

    fn invoke(&mut self, operation: &Operation) -> Response {
        match *operation {
            Operation::Accept(way) => self.accept(way),
            Operation::Leave | Operation::Remove => match self.member.take() {
                Some(_) => Response::Done,
                None => Response::NotFound,
            },
            Operation::Enrol(access, grant) => self.enrol(access, grant),
            Operation::Suspend(suspended) => self.change(|row| row.suspended = suspended),
            Operation::SetEnd(end) => self.change(|row| row.end = end),
            Operation::Assign(access) => self.change(|row| row.access = access),
            Operation::Grant(grant) => match &mut self.member {
                Some(member) => {
                    member.row.grant = Some(grant);
                    Response::Granted(grant)
                }
                None => Response::NotFound,
            },
            Operation::Ungrant => {
                let grant = self.member.as_mut().and_then(|it| it.row.grant.take());
                grant.map_or(Response::NotFound, |_| Response::Done)
            }
            Operation::Find => self.change(|_| {}),
            Operation::ReadInvite(way) => Response::Invite(*self.invite(way)),
            Operation::Enter => match self.member {
                Some(member) => member
                    .inactive()
                    .unwrap_or(Response::Entered(member.row.access)),
                None => Response::NotFound,
            },
        }
    }

    fn changes(operation: Operation) -> bool {
        !matches!(
            operation,
            Operation::Find | Operation::ReadInvite(_) | Operation::Enter
        )
    }

    fn name(operation: Operation) -> &'static str {
        match operation {
            Operation::Accept(_) => "accept as one of two",
            Operation::Leave => "leave",
            Operation::Remove => "remove",
            Operation::Enrol(..) => "enrol",
            Operation::Suspend(true) => "suspend",
            Operation::Suspend(false) => "restore",
            Operation::SetEnd(_) => "set the end",
            Operation::Assign(_) => "assign",
            Operation::Grant(_) => "grant",
            Operation::Ungrant => "ungrant",
            Operation::Find => "find",
            Operation::ReadInvite(_) => "read one of two",
            Operation::Enter => "enter",
        }
    }
}

impl Membership {
    fn invite(&mut self, way: Way) -> &mut InviteState {
        match way {
            Way::Address => &mut self.to_address,
            Way::Link => &mut self.link,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Row)) -> Response {
        match &mut self.member {
            Some(member) => {
                change(&mut member.row);
                Response::Member(member.row)
            }
            None => Response::NotFound,
        }
    }

    fn accept(&mut self, way: Way) -> Response {
        match (*self.invite(way), self.member) {
            // A repeat by the user whom this invite made a member.
            (InviteState::Accepted, Some(member)) if member.by == Some(way) => {
                match member.inactive() {
                    Some(_) => Response::AlreadyMember,
                    None => member.joined(),
                }
            }
            (InviteState::Accepted | InviteState::Revoked, _) => Response::Closed,
            (InviteState::Pending, Some(_)) => Response::AlreadyMember,
            (InviteState::Pending, None) => {
                *self.invite(way) = InviteState::Accepted;
                let [by_address, by_link] = OFFERS;
                let row = match way {
                    Way::Address => by_address,
                    Way::Link => by_link,
                };
                self.join(row, Some(way)).joined()
            }
        }
    }

    fn enrol(&mut self, access: Access, grant: ProjectAccess) -> Response {
        if self.member.is_some() {
            return self.change(|row| {
                row.access = access;
                row.grant = Some(grant);
            });
        }
        let row = Row {
            access,
            suspended: false,
            end: End::Never,
            grant: Some(grant),
        };
        Response::Member(self.join(row, None).row)
    }

    /// Makes the user a member. Their pending invite to the address is revoked with it; a link invite is to no address.
    fn join(&mut self, row: Row, by: Option<Way>) -> Member {
        let revoked_other = self.to_address == InviteState::Pending;
        if revoked_other {
            self.to_address = InviteState::Revoked;
        }
        let member = Member {
            row,
            by,
            revoked_other,
        };
        self.member = Some(member);
        member
    }
}

impl Member {
    fn joined(self) -> Response {
        Response::Joined {
            row: self.row,
            revoked_other: self.revoked_other,
        }
    }

    /// Why the member has no access, if so.
    fn inactive(self) -> Option<Response> {
        match self.row {
            Row {
                suspended: true, ..
            } => Some(Response::Suspended),
            Row { end: End::Past, .. } => Some(Response::PastEnd),
            Row { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Event, Verdict};

    fn is_explained(history: &[(Operation, Response)]) -> bool {
        let events: Vec<_> = history
            .iter()
            .flat_map(|(operation, response)| {
                [Event::Invoked(1, *operation), Event::Returned(1, *response)]
            })
            .collect();
        let mut verdict = Verdict::default();
        verdict.add::<Membership>(&events).unwrap();
        verdict.unexplained == 0
    }

    fn joined_by_link() -> (Operation, Response) {
        let joined = Response::Joined {
            row: OFFERS[1],
            revoked_other: true,
        };
        (Operation::Accept(Way::Link), joined)
    }

    #[test]
    fn joining_by_a_link_revokes_the_invite_to_the_address() {
        let read = |state| {
            let operation = Operation::ReadInvite(Way::Address);
            is_explained(&[joined_by_link(), (operation, Response::Invite(state))])
        };
        assert!(read(InviteState::Revoked));
        assert!(!read(InviteState::Pending));
        let accept = |response| {
            is_explained(&[
                joined_by_link(),
                (Operation::Accept(Way::Address), response),
            ])
        };
        assert!(accept(Response::Closed));
        assert!(!accept(Response::AlreadyMember));
    }

    #[test]
    fn an_enrolment_revokes_the_invite_to_the_address_and_leaves_the_link() {
        let row = Row {
            access: 2,
            suspended: false,
            end: End::Never,
            grant: Some(1),
        };
        let enrolled = (Operation::Enrol(2, 1), Response::Member(row));
        let read = |way, state| {
            is_explained(&[
                enrolled,
                (Operation::ReadInvite(way), Response::Invite(state)),
            ])
        };
        assert!(read(Way::Address, InviteState::Revoked));
        assert!(!read(Way::Address, InviteState::Pending));
        assert!(read(Way::Link, InviteState::Pending));
        assert!(!read(Way::Link, InviteState::Revoked));
    }

    #[test]
    fn a_suspended_member_keeps_the_row_and_gets_no_token() {
        let suspended = Row {
            suspended: true,
            ..OFFERS[1]
        };
        let suspension = (Operation::Suspend(true), Response::Member(suspended));
        let then = |operation, response| {
            is_explained(&[joined_by_link(), suspension, (operation, response)])
        };
        assert!(then(Operation::Enter, Response::Suspended));
        assert!(!then(Operation::Enter, Response::Entered(1)));
        assert!(then(Operation::Find, Response::Member(suspended)));
        assert!(!then(Operation::Find, Response::Member(OFFERS[1])));
        // A repeat restores nothing.
        assert!(then(Operation::Accept(Way::Link), Response::AlreadyMember));
        assert!(!then(joined_by_link().0, joined_by_link().1));
    }

    #[test]
    fn leaving_takes_the_grant_and_the_invite_stays_used() {
        let left = (Operation::Leave, Response::Done);
        let then =
            |operation, response| is_explained(&[joined_by_link(), left, (operation, response)]);
        assert!(then(Operation::Ungrant, Response::NotFound));
        assert!(!then(Operation::Ungrant, Response::Done));
        assert!(then(Operation::Accept(Way::Link), Response::Closed));
        assert!(!then(joined_by_link().0, joined_by_link().1));
    }
}
