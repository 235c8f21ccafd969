//! Core's account in memory, which gets the same commands as the model. Only this module and [`super::compare`] use both.

use std::rc::Rc;

use hallpass_core::account::read::{self, Preview};
use hallpass_core::account::{
    Caller, Command, Context, Done, Link, MemberUpdate, Person, Presence, Proof, Run, execute,
};
use hallpass_core::budget::TeamBudgets;
use hallpass_core::{
    AccountId, InviteId, Kind, Name, Policy, Refusal, RoleName, Timestamp, UserId,
};

use crate::core_fixture::Fixture;
use crate::model::ask::{Ask, By, Step};
use crate::model::world::{CEILING, DAY};
use crate::padded::PaddedStore;

/// When every life begins, in milliseconds since 1970.
pub(crate) const BEGINNING: i64 = 1_795_000_000_000;
/// The account of every life.
const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);
/// What core says, before it is brought into the model's words.
pub(crate) enum CoreReply {
    /// A command's outcome, and the epoch after it.
    Outcome(Result<Done, Refusal>),
    /// The answer to who would copy a link.
    Link(Result<InviteId, Refusal>),
    /// A link that is open, with the end of the token that it gives.
    Opened { generation: u32, ends: i64 },
    /// One that is not.
    Closed,
    /// It was no command.
    Nothing,
}

/// One account of core's.
pub(crate) struct CoreAccount {
    pub(crate) store: PaddedStore,
    pub(crate) fixture: Rc<Fixture>,
    pub(crate) now: Timestamp,
    /// The ids of the invites, in the order of their creation.
    pub(crate) invites: Vec<InviteId>,
    /// The generations that each invite's link had, in order. Core skips some, so the model counts links.
    generations: Vec<Vec<u32>>,
    tokens: Vec<(InviteId, Proof)>,
    deployed: usize,
    drawn: u64,
}

impl CoreAccount {
    /// Nothing yet.
    pub(crate) fn new(fixture: Rc<Fixture>, policy: usize) -> Self {
        Self {
            store: PaddedStore::default(),
            fixture,
            now: Timestamp::from_milliseconds(BEGINNING),
            invites: Vec::new(),
            generations: Vec::new(),
            tokens: Vec::new(),
            deployed: policy,
            drawn: 0,
        }
    }

    /// Adds members and pending invites that are only counted, to an open account.
    pub(crate) fn pad(&mut self, uncounted: u32, unlisted: u32) -> bool {
        let Presence::Open(account) = &mut self.store.memory.presence else {
            return false;
        };
        account.member_count += uncounted;
        self.store.unlisted = unlisted;
        true
    }

    /// The policy in force.
    pub(crate) fn policy(&self) -> Option<&Policy> {
        self.fixture.policies.get(self.deployed)
    }

    /// Takes one step.
    ///
    /// # Errors
    /// If a step refers to something that the fixture lacks, which is a mistake of the generator.
    pub(crate) fn step(&mut self, step: &Step) -> Result<CoreReply, String> {
        self.now = self.now.plus_seconds(step.after);
        match step.ask {
            Ask::Deploy { policy } => {
                self.deployed = policy;
                Ok(CoreReply::Nothing)
            }
            Ask::Strand { invite, user } => {
                let (id, user) = (self.invite(invite), self.user(user)?);
                if let Some(invite) = self.store.memory.invites.get_mut(&id) {
                    invite.inviter.user = user;
                }
                Ok(CoreReply::Nothing)
            }
            Ask::OpenLink { invite, generation } => Ok(self.open_link(invite, generation)),
            Ask::CopyLink { invite } => {
                let id = self.invite(invite);
                self.asked(step, |store, context| {
                    let Ok(found) = read::link(store, context, &id);
                    CoreReply::Link(found.map(|invite| invite.id))
                })
            }
            Ask::Open { .. }
            | Ask::Refresh
            | Ask::Update { .. }
            | Ask::Convert { .. }
            | Ask::Revert { .. }
            | Ask::Token
            | Ask::ChangeRole { .. }
            | Ask::Remove { .. }
            | Ask::Invite { .. }
            | Ask::Resend { .. }
            | Ask::Revoke { .. }
            | Ask::Accept { .. }
            | Ask::Decline { .. } => self.command(step),
        }
    }

    fn command(&mut self, step: &Step) -> Result<CoreReply, String> {
        let command = self.command_of(&step.ask)?;
        let core_reply = self.asked(step, |store, context| {
            let Ok(outcome) = execute(store, context, &command);
            CoreReply::Outcome(outcome)
        })?;
        if let (CoreReply::Outcome(Ok(Done::Invite { invite })), Command::Invite { .. }) =
            (&core_reply, &command)
        {
            self.invites.push(*invite);
            self.generations.push(Vec::new());
        }
        self.note_generations();
        Ok(core_reply)
    }

    /// Notes the links that are new after a command.
    fn note_generations(&mut self) {
        for (id, known) in self.invites.iter().zip(&mut self.generations) {
            let generation = self.store.memory.invites.get(id).map(|row| row.generation);
            known.extend(generation.filter(|generation| known.last() != Some(generation)));
        }
    }

    /// Which of an invite's links has this generation, counted from 0.
    pub(crate) fn link_number(&self, id: &InviteId, generation: u32) -> u32 {
        let number = self.invites.iter().position(|known| known == id);
        let links = number.and_then(|number| self.generations.get(number));
        let at = links.and_then(|links| links.iter().position(|each| *each == generation));
        at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
    }

    fn asked(
        &mut self,
        step: &Step,
        ask: impl FnOnce(&mut PaddedStore, &Context<'_>) -> CoreReply,
    ) -> Result<CoreReply, String> {
        self.drawn += 1;
        let mut random = [0; 32];
        for half in random.chunks_exact_mut(16) {
            half.iter_mut()
                .zip(self.drawn.to_be_bytes())
                .for_each(|(place, byte)| *place = byte);
        }
        let caller = Caller::User(self.person(step)?);
        let fixture = Rc::clone(&self.fixture);
        let context = Context {
            account: ACCOUNT,
            now: self.now,
            caller: &caller,
            random: &random,
            policy: fixture
                .policies
                .get(self.deployed)
                .ok_or("no such policy")?,
            pepper: &fixture.pepper,
            spend_limit_ceiling: CEILING,
            budgets: TeamBudgets::default(),
            idempotency: None,
        };
        Ok(ask(&mut self.store, &context))
    }

    fn person(&self, step: &Step) -> Result<Person, String> {
        let address = step
            .address
            .map(|number| self.fixture.addresses.get(usize::from(number)).cloned());
        Ok(Person {
            user: self.user(step.who)?,
            name: self.name(0)?,
            address: address.flatten(),
            image: None,
        })
    }

    fn user(&self, number: u8) -> Result<UserId, String> {
        let known = self.fixture.users.get(usize::from(number));
        known.cloned().ok_or_else(|| format!("no user {number}"))
    }

    fn name(&self, number: u8) -> Result<Name, String> {
        let known = self.fixture.names.get(usize::from(number));
        known.cloned().ok_or_else(|| format!("no name {number}"))
    }

    /// The id of an invite, or an unused id if there is none with this number.
    fn invite(&self, number: usize) -> InviteId {
        let known = self.invites.get(number);
        known
            .copied()
            .unwrap_or_else(|| InviteId::new(ACCOUNT, [0xEE; 16]))
    }

    /// The edge's own part of a link: a token of a day at most, and never longer than the invite's life.
    fn open_link(&mut self, number: usize, link: u32) -> CoreReply {
        let id = self.invite(number);
        let links = self.generations.get(number);
        let generation = usize::try_from(link)
            .ok()
            .and_then(|link| links?.get(link).copied())
            .unwrap_or(u32::MAX);
        let Ok(preview) = read::preview(&self.store, self.now, None, &id, generation);
        let Preview::Open { invite, .. } = preview else {
            return CoreReply::Closed;
        };
        let day = self.now.seconds() + DAY;
        let ends = invite.expires_at.map_or(day, |end| end.seconds().min(day));
        let proof = Proof::Token {
            generation: invite.generation,
            expires_at_seconds: ends,
            role: None,
        };
        self.tokens.push((id, proof));
        CoreReply::Opened {
            generation: self.link_number(&id, invite.generation),
            ends: ends - BEGINNING / 1000,
        }
    }

    fn brought(&self, by: By) -> (InviteId, Proof) {
        match by {
            By::Id(number) => (self.invite(number), Proof::Inbox),
            By::Token(at) => {
                let ended = Proof::Token {
                    generation: 0,
                    expires_at_seconds: 0,
                    role: None,
                };
                let known = self.tokens.get(at).cloned();
                known.unwrap_or_else(|| (self.invite(usize::MAX), ended))
            }
        }
    }

    fn command_of(&self, ask: &Ask) -> Result<Command, String> {
        let role = |name: &str| {
            name.parse::<RoleName>()
                .map_err(|_| format!("no role {name}"))
        };
        let run = |dry| if dry { Run::Dry } else { Run::Real };
        let life = |life: Option<i64>| life.and_then(|seconds| u64::try_from(seconds).ok());
        Ok(match *ask {
            Ask::Open { team } => Command::Open {
                kind: if team { Kind::Team } else { Kind::Personal },
                name: self.name(0)?,
                on_behalf: None,
            },
            Ask::Update { name, limit } => Command::Update {
                name: name.map(|name| self.name(name)).transpose()?,
                spend_limit_cents_per_hour: limit,
            },
            Ask::Convert { name, dry } => Command::Convert {
                name: Some(self.name(name)?),
                run: run(dry),
            },
            Ask::Revert { typed, dry } => Command::Revert {
                confirm_name: Some(self.name(typed)?.as_str().into()),
                run: run(dry),
            },
            Ask::Token | Ask::Refresh => Command::Attend,
            Ask::ChangeRole { user, role: given } => Command::UpdateMember {
                user: self.user(user)?,
                update: MemberUpdate::assigning(role(given)?.into()),
            },
            Ask::Remove { user } => Command::Remove {
                user: self.user(user)?,
            },
            Ask::Invite {
                to,
                role: given,
                life: seconds,
            } => Command::Invite {
                address: to.and_then(|to| self.fixture.addresses.get(usize::from(to)).cloned()),
                mailbox: None,
                assignment: role(given)?.into(),
                expires_in: life(seconds),
                membership_expires_in: None,
                projects: vec![],
                note: None,
            },
            Ask::Resend {
                invite,
                rotate,
                life: seconds,
            } => Command::Resend {
                invite: self.invite(invite),
                link: if rotate { Link::Rotate } else { Link::Keep },
                expires_in: life(seconds),
            },
            Ask::Revoke { invite } => Command::Revoke {
                invite: self.invite(invite),
            },
            Ask::Accept { by } => {
                let (invite, proof) = self.brought(by);
                Command::Accept { invite, proof }
            }
            Ask::Decline { by } => {
                let (invite, proof) = self.brought(by);
                Command::Decline { invite, proof }
            }
            Ask::OpenLink { .. }
            | Ask::CopyLink { .. }
            | Ask::Deploy { .. }
            | Ask::Strand { .. } => {
                return Err(format!("{} is no command", ask.name()));
            }
        })
    }
}
