//! Core's account in memory, which gets the same commands as the model. Only the modules named `core_…` and [`super::compare`] use
//! both.

use std::rc::Rc;

use hallpass_core::account::read::{self, Preview};
use hallpass_core::account::{
    Caller, Command as CoreCommand, Context, Done, Erased, Person, Presence, Proof as CoreProof,
    execute, read_projects,
};
use hallpass_core::budget::TeamBudgets;
use hallpass_core::{
    AccountId, InviteId, Name, Policy, ProjectId, Refusal, ReviewId, Timestamp, UserId,
};

use crate::core_fixture::Fixture;
use crate::model::command::{Address, Command, Proof, Step, User};
use crate::model::world::{CEILING, DAY};
use crate::padded::PaddedStore;
use crate::random_history::RandomHistory;

/// When every history begins, in milliseconds since 1970.
pub(crate) const BEGINNING: i64 = 1_795_000_000_000;
/// The account of every history.
pub(crate) const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);

/// What core returns, before it is brought into the model's terms.
pub(crate) enum CoreReply {
    /// A command's outcome.
    Outcome(Result<Done, Refusal>),
    /// The reply to a request for an invite's link.
    Link(Result<InviteId, Refusal>),
    /// An accepted invite, and the projects in which it granted nothing.
    Accepted(InviteId, Vec<ProjectId>),
    /// An open link, with the end of the token that it gives.
    Opened { link: u32, ends: i64 },
    /// A closed link.
    Closed,
    /// A user was erased.
    Erased(Result<Erased, Refusal>),
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
    /// The ids of the projects, in the order of their creation.
    pub(crate) projects: Vec<ProjectId>,
    /// The ids of the access reviews, in the order of their opening.
    pub(crate) reviews: Vec<ReviewId>,
    tokens: Vec<(InviteId, CoreProof)>,
    deployed: usize,
    drawn: u64,
}

impl CoreAccount {
    /// An account that was never opened.
    pub(crate) fn new(fixture: Rc<Fixture>, policy: usize) -> Self {
        Self {
            store: PaddedStore::default(),
            fixture,
            now: Timestamp::from_milliseconds(BEGINNING),
            invites: Vec::new(),
            generations: Vec::new(),
            projects: Vec::new(),
            reviews: Vec::new(),
            tokens: Vec::new(),
            deployed: policy,
            drawn: 0,
        }
    }

    /// Adds the rows that are only counted in a history, to an open account.
    pub(crate) fn pad(&mut self, history: &RandomHistory) -> bool {
        let Presence::Open(account) = &mut self.store.memory.presence else {
            return false;
        };
        account.member_count += history.uncounted;
        self.store.unlisted = history.unlisted;
        self.store.unlisted_projects = history.unlisted_projects;
        self.store.unlisted_grants = history.unlisted_grants;
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
        if let Command::Deploy { policy } = step.command {
            self.deployed = policy;
            return Ok(CoreReply::Nothing);
        }
        if let Command::Strand { invite, user } = step.command {
            let (id, user) = (self.invite(invite), self.user(user)?);
            if let Some(invite) = self.store.memory.invites.get_mut(&id) {
                invite.inviter.user = user;
            }
            return Ok(CoreReply::Nothing);
        }
        if let Command::OpenLink { invite, link } = step.command {
            return Ok(self.open_link(invite, link));
        }
        if let Command::Purge(command) = step.command {
            return self.purge(step, command);
        }
        if let Command::CopyLink { invite } = step.command {
            let id = self.invite(invite);
            return self.request(step, |store, context| {
                let Ok(found) = read::link(store, context, &id);
                CoreReply::Link(found.map(|invite| invite.id))
            });
        }
        if let Command::Token {
            project: Some(project),
        } = step.command
        {
            return self.project_token(step, project);
        }
        self.command(step)
    }

    /// A token for a project: the member is recorded as seen, and then what they hold in the project is read.
    fn project_token(&mut self, step: &Step, project: usize) -> Result<CoreReply, String> {
        let id = self.project(project);
        let reply = self.command(step)?;
        if !matches!(reply, CoreReply::Outcome(Ok(_))) {
            return Ok(reply);
        }
        self.request(step, |store, context| {
            let Ok(entered) = read_projects::enter_project(store, context, &id);
            CoreReply::Outcome(entered.map(|_| Done::Attended))
        })
    }

    fn command(&mut self, step: &Step) -> Result<CoreReply, String> {
        let command = self.command_of(&step.command)?;
        let core_reply = self.request(step, |store, context| {
            let Ok(outcome) = execute(store, context, &command);
            CoreReply::Outcome(outcome)
        })?;
        match (&core_reply, &command) {
            (CoreReply::Outcome(Ok(Done::Invite { invite })), CoreCommand::Invite { .. }) => {
                self.invites.push(*invite);
                self.generations.push(Vec::new());
            }
            (
                CoreReply::Outcome(Ok(Done::Project { project })),
                CoreCommand::CreateProject { .. },
            ) => {
                self.projects.push(*project);
            }
            (CoreReply::Outcome(Ok(Done::Review { review })), CoreCommand::OpenReview) => {
                self.reviews.push(*review);
            }
            (CoreReply::Outcome(Ok(Done::Accepted { invite })), _) => {
                let Ok(effects) = read::effects_of_joining(&self.store, &self.user(step.who)?);
                return Ok(CoreReply::Accepted(*invite, effects.skipped_projects));
            }
            _ => {}
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

    pub(crate) fn request(
        &mut self,
        step: &Step,
        send: impl FnOnce(&mut PaddedStore, &Context<'_>) -> CoreReply,
    ) -> Result<CoreReply, String> {
        self.drawn += 1;
        let mut random = [0; 32];
        for half in random.chunks_exact_mut(16) {
            half.iter_mut()
                .zip(self.drawn.to_be_bytes())
                .for_each(|(place, byte)| *place = byte);
        }
        let caller = match self.fixture.service(step.who) {
            Some(service) => Caller::Service(service.clone()),
            None => Caller::User(self.person(step.who, step.address)?),
        };
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
            sends_mail: true,
            idempotency: None,
        };
        Ok(send(&mut self.store, &context))
    }

    pub(crate) fn person(&self, user: User, address: Option<Address>) -> Result<Person, String> {
        let address =
            address.map(|number| self.fixture.addresses.get(usize::from(number)).cloned());
        Ok(Person {
            user: self.user(user)?,
            name: self.name(0)?,
            address: address.flatten(),
            image: None,
        })
    }

    pub(crate) fn user(&self, number: u8) -> Result<UserId, String> {
        let known = self.fixture.users.get(usize::from(number));
        known.cloned().ok_or_else(|| format!("no user {number}"))
    }

    pub(crate) fn name(&self, number: u8) -> Result<Name, String> {
        let known = self.fixture.names.get(usize::from(number));
        known.cloned().ok_or_else(|| format!("no name {number}"))
    }

    /// The id of an invite, or an unused id if there is none with this number.
    pub(crate) fn invite(&self, number: usize) -> InviteId {
        let known = self.invites.get(number);
        known
            .copied()
            .unwrap_or_else(|| InviteId::new(ACCOUNT, [0xEE; 16]))
    }

    /// The id of a project, or an unused id of this number if there is none with it.
    pub(crate) fn project(&self, number: usize) -> ProjectId {
        let known = self.projects.get(number).copied();
        let unused = u8::try_from(number).unwrap_or(u8::MAX);
        known.unwrap_or(ProjectId::from_bytes([unused | 0x80; 16]))
    }

    /// The id of a review, or an unused id if there is none with this number.
    pub(crate) fn review(&self, number: usize) -> ReviewId {
        let known = self.reviews.get(number);
        known.copied().unwrap_or(ReviewId::from_bytes([0xEE; 16]))
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
        let proof = CoreProof::Token {
            generation: invite.generation,
            expires_at_seconds: ends,
            role: Some(invite.assignment.role_name()),
        };
        self.tokens.push((id, proof));
        CoreReply::Opened {
            link: self.link_number(&id, invite.generation),
            ends: ends - BEGINNING / 1000,
        }
    }

    pub(crate) fn presented(&self, proof: Proof) -> (InviteId, CoreProof) {
        match proof {
            Proof::Inbox(number) => (self.invite(number), CoreProof::Inbox),
            Proof::Token(at) => {
                let unknown = CoreProof::Token {
                    generation: 0,
                    expires_at_seconds: 0,
                    role: None,
                };
                let known = self.tokens.get(at).cloned();
                known.unwrap_or_else(|| (self.invite(usize::MAX), unknown))
            }
        }
    }
}
