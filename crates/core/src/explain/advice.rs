//! What a client asks when it does not know why not, and whether it must read on to be told.
//!
//! Clients gather what is there to be seen; where somebody stands by it is concluded here.

use alloc::vec::Vec;

use super::{Colleague, Explanation, Question, Reason, Situation, standing};
use crate::permission::RoleName;
use crate::{Policy, UserId, UserRef};

/// Pages of members that are searched for one; beyond that the list itself is the better tool.
const PAGES: usize = 25;

/// What is asked, and what the client knows of the one who asks.
#[derive(Debug)]
pub struct Sight<'a> {
    /// It is denied. Otherwise somebody wonders what keeps them from seeing it.
    pub denied: bool,
    /// Permissions wanted.
    pub permissions: Vec<&'a str>,
    /// The role wanted, which counts where no permission is.
    pub role: Option<RoleName>,
    /// How many things there are to see, where that is known.
    pub count: Option<u64>,
    /// Asked for this member.
    pub member: Option<UserId>,
    /// How the invite in question stands.
    pub invite: Option<&'a str>,
    /// The account was named; otherwise it is the one that the tab shows.
    pub named: bool,
    /// The tab shows another account than the one that is named.
    pub away: bool,
    /// Nobody is signed in.
    pub signed_out: bool,
    /// The one who asks.
    pub user: Option<UserId>,
    /// The account in question, if the one who asks is in it.
    pub row: Option<Row>,
    /// They were in it until a while ago.
    pub lost: bool,
    /// What is known of it has ended, and could not be renewed.
    pub ended: bool,
    /// Invites wait.
    pub invited: bool,
    /// They are in other accounts too.
    pub elsewhere: bool,
    /// The account's members that were read.
    pub colleagues: Vec<Colleague>,
    /// Pages of them.
    pub pages: usize,
    /// There are more of them.
    pub more: bool,
}

/// An account as one sees it who is in it.
#[derive(Debug)]
pub struct Row {
    /// Their role.
    pub role: RoleName,
    /// It belongs to one person.
    pub personal: bool,
    /// Its owner, where that is known.
    pub owner: Option<UserRef>,
}

/// What comes of it.
#[derive(PartialEq, Eq, Debug)]
pub enum Advice {
    /// Why not; nothing if nothing stands in the way.
    Told(Option<Explanation>),
    /// It takes one more page of the account's members to say.
    ReadOn,
}

/// Says why not, or what it takes to say so.
#[must_use]
pub fn advise<'a>(policy: &'a Policy, mut sight: Sight<'a>) -> Advice {
    let situation = match (sight.invite, &sight.member) {
        (Some("pending" | "declined"), _) => Situation::Stranger,
        (Some("revoked" | "expired"), _) => Situation::Former,
        (Some(_), _) => return Advice::Told(None),
        (None, Some(member)) => match sight.find(member) {
            Some(found) => found,
            None if sight.pages == 0 || (sight.more && sight.pages < PAGES) => {
                return Advice::ReadOn;
            }
            None => Situation::Stranger,
        },
        (None, None) => sight.standing(),
    };
    if let Some(Row {
        owner: Some(owner), ..
    }) = sight.row
    {
        // First: they help in the largest team, wherever the list puts them.
        let all = &mut sight.colleagues;
        let listed = all.iter().position(|each| each.user.user == owner.user);
        let at = listed.unwrap_or(all.len());
        if listed.is_none() {
            all.push(Colleague {
                user: owner,
                role: policy.owner_role().clone(),
                owns: true,
            });
        }
        all.swap(0, at);
        if let Some(first) = all.first_mut() {
            first.owns = true;
        }
    }
    if let (true, Some(role)) = (sight.permissions.is_empty(), &sight.role) {
        let set = policy.set_of(role);
        for permission in policy.permissions() {
            if set.contains(permission.bit) {
                sight.permissions.push(permission.name.as_str());
            }
        }
    }
    let told = standing(
        policy,
        &Question {
            permissions: &sight.permissions,
            situation: &situation,
            user: sight.member.as_ref().or(sight.user.as_ref()),
            colleagues: &sight.colleagues,
            count: sight.count,
            support_url: None,
        },
    );
    match told {
        Some(told) if told.reason == Reason::RoleLacks && sight.pages == 0 => Advice::ReadOn,
        told => Advice::Told(told),
    }
}

impl Sight<'_> {
    fn standing(&self) -> Situation {
        let Some(row) = &self.row else {
            return match (self.signed_out, self.lost) {
                (true, _) => Situation::SignedOut,
                (false, true) => Situation::Former,
                (false, false) => Situation::Stranger,
            };
        };
        // Nothing to see in one's own account: the invite was not accepted yet, or the tab not switched.
        let nothing_here = !self.denied && !self.named && self.count == Some(0) && row.personal;
        if nothing_here && self.invited {
            Situation::Stranger
        } else if (nothing_here && self.elsewhere) || (!self.denied && self.named && self.away) {
            Situation::Elsewhere
        } else if self.ended {
            Situation::TokenExpired
        } else {
            row.held(&row.role, self.user.as_ref())
        }
    }

    fn find(&self, member: &UserId) -> Option<Situation> {
        let row = self.row.as_ref()?;
        let mut all = self.colleagues.iter();
        let found = all.find(|each| each.user.user == *member)?;
        Some(row.held(&found.role, Some(member)))
    }
}

impl Row {
    fn held(&self, role: &RoleName, user: Option<&UserId>) -> Situation {
        let owner = self.owner.as_ref().map(|owner| &owner.user);
        Situation::Member {
            role: role.clone(),
            owns: user.is_some() && owner == user,
        }
    }
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode-tables"))]
mod tests;
