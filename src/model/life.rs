//! What may happen to a call besides waiting, talk and wrap-up: trunks, the IVR, the decisions at
//! the queue's entry, what follows on the talk, and calls for the same reason days later.

use super::{AtClose, CallTypeId, ModelError, OverDay};
use crate::dist::Distribution;
use crate::time::SimDuration;

/// The index of a trunk group in [`Model::trunk_groups`](super::Model::trunk_groups).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrunkGroupId(pub u16);

impl TrunkGroupId {
    /// The place in a slice that has an element for each trunk group.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Lines into the call centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrunkGroup {
    /// Its name, unique among trunk groups.
    pub name: String,
    /// How many calls it carries at once.
    pub lines: u32,
}

/// What may happen to the calls of a type besides waiting, talk and wrap-up.
///
/// By default nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallLife {
    /// The lines that a caller dials in on, held until the caller is gone; none means there are
    /// always enough.
    pub trunks: Option<TrunkGroupId>,
    /// What callers hear before the queue.
    pub ivr: Option<Ivr>,
    /// What is decided when a call would have to wait.
    pub admission: Admission,
    /// Time in the talk that the caller spends on hold, for an agent of speed 1.
    pub hold: Option<OverDay>,
    /// What may follow on the talk; the probabilities add up to at most 1, the rest goes home.
    pub next_steps: Vec<NextStep>,
    /// Whether the last talk solved the caller's issue; none means this is not asked.
    pub resolution: Option<Resolution>,
    /// What happens at closing to calls of this type that wait, if not what happens to all.
    pub at_close: Option<AtClose>,
}

/// Self-service before the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Ivr {
    /// How long a caller spends in it, whatever comes after.
    pub duration: Distribution,
    /// The probability that the caller needs nothing more.
    pub contained: f64,
    /// The probability that the caller hangs up.
    pub hang_up: f64,
    /// Where others go that don't want the type that was dialled, with their probabilities.
    pub routes: Vec<(CallTypeId, f64)>,
}

/// What is decided when a call finds no idle agent: in this order capacity, balking, announcement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Admission {
    /// The longest queue; none means there is no limit.
    pub capacity: Option<Capacity>,
    /// When callers turn away at once: the last rule whose threshold is reached decides.
    pub balking: Vec<Balking>,
    /// What callers hear about their wait.
    pub announcement: Option<Announcement>,
    /// How the wait is estimated, for `balking` and `announcement`.
    pub estimator: WaitEstimator,
}

/// A limit of the queue's length, and where calls go that find it full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// So many calls may wait.
    pub calls: u32,
    /// What becomes of the next one.
    pub when_full: WhenFull,
}

/// What becomes of a call that finds its queue full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// It is rejected.
    Reject,
    /// It enters another queue.
    Overflow(CallTypeId),
    /// The caller leaves a message, a task for agents, and is gone.
    Voicemail(CallTypeId),
}

/// A probability to turn away at once, from a threshold on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balking {
    /// From when on.
    pub from: BalkingThreshold,
    /// The probability.
    pub probability: f64,
}

/// What a caller knows who turns away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalkingThreshold {
    /// So many calls of the type wait already; 0 means any caller who would have to wait.
    Queue(u32),
    /// The estimated wait is at least this long.
    Wait(SimDuration),
}

/// An announcement of the estimated wait that changes how long callers are willing to wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Announcement {
    /// It is played if the estimate is at least this long.
    pub from: SimDuration,
    /// What multiplies the patience of a caller who hears it.
    pub patience_factor: f64,
}

/// How the wait of the next call is estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitEstimator {
    /// Place in the queue × mean handling time ÷ agents logged in who serve the type.
    #[default]
    QueuePosition,
    /// The wait of the call of the type that was answered last.
    LastAnswered,
}

/// What follows on a talk with a certain probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextStep {
    /// How probable it is.
    pub probability: f64,
    /// The call type whose queue comes next.
    pub to: CallTypeId,
    /// What enters it.
    pub kind: NextStepKind,
}

/// What enters the next queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NextStepKind {
    /// The caller, still on the line.
    Transfer {
        /// The first agent stays with the caller until a colleague answers, and then for this
        /// consultation. None means a cold transfer.
        consult: Option<SimDuration>,
        /// The call goes before all that wait there, behind others that were put there.
        head_of_queue: bool,
    },
    /// Work without a caller, who is gone.
    Task,
}

/// Whether the issue is solved when the last talk ends, and what callers do if it is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The probability that it is; a skill may have its own.
    pub probability: f64,
    /// The call for the same reason some time later, if it is not.
    pub repeat: Option<Repeat>,
}

/// A call for the same reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// The probability that a caller whose issue is not solved calls again.
    pub probability: f64,
    /// How long after the talk. Who finds the lines closed calls at a random moment of the next
    /// open hours.
    pub after: Distribution,
    /// As what type.
    pub to: CallTypeId,
    /// How many calls a caller makes for one reason in all.
    pub max_visits: u32,
}

/// How an agent group picks up.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// How long it rings until an agent picks up.
    pub time: Distribution,
    /// The probability that the agent does not pick up at all.
    pub no_answer: f64,
    /// After so long the call goes back to the head of its queue.
    pub timeout: SimDuration,
    /// For how long an agent who did not pick up gets no calls.
    pub not_ready: SimDuration,
}

/// The most calls for one reason, legs of one call, and attempts of one caller: their numbers
/// share the address of a draw.
pub(crate) const MOST_VISITS: u32 = 15;

/// Shares that are written with a few digits may miss 1 by so much when they are added up.
pub(crate) const ROUNDING: f64 = 1e-9;

impl CallLife {
    /// The call types that its calls can become.
    pub(crate) fn successors(&self) -> impl Iterator<Item = CallTypeId> {
        let repeat = self.resolution.iter().flat_map(|each| each.repeat.iter().map(|r| r.to));
        self.next_queues().chain(repeat)
    }

    /// The call types whose queues its calls can enter without dialling again.
    pub(crate) fn next_queues(&self) -> impl Iterator<Item = CallTypeId> {
        let overflow = self.admission.capacity.and_then(|capacity| match capacity.when_full {
            WhenFull::Reject => None,
            WhenFull::Overflow(to) | WhenFull::Voicemail(to) => Some(to),
        });
        let routes = self.ivr.iter().flat_map(|ivr| ivr.routes.iter().map(|(to, _)| *to));
        let steps = self.next_steps.iter().map(|step| step.to);
        routes.chain(overflow).chain(steps)
    }

    pub(super) fn check(
        &self,
        name: &str,
        call_types: usize,
        trunk_groups: usize,
    ) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: name.to_owned(), complaint })
        };
        if self.trunks.is_some_and(|id| id.index() >= trunk_groups)
            || self.successors().any(|id| id.index() >= call_types)
        {
            return out_of_range("life", "names a trunk group or call type that is not there");
        }
        let ivr = self.ivr.iter().flat_map(|ivr| {
            ivr.routes.iter().map(|route| route.1).chain([ivr.contained, ivr.hang_up])
        });
        let steps = self.next_steps.iter().map(|step| step.probability);
        if !is_distribution(ivr) || !is_distribution(steps) {
            return out_of_range("life", "has probabilities that add up to more than 1");
        }
        let shares = self.admission.balking.iter().map(|each| each.probability);
        let resolution = self.resolution.iter().flat_map(|each| {
            [Some(each.probability), each.repeat.as_ref().map(|repeat| repeat.probability)]
        });
        if !shares.chain(resolution.flatten()).all(|share| (0.0..=1.0).contains(&share)) {
            return out_of_range("life", "has a probability that is not between 0 and 1");
        }
        let factor = self.admission.announcement.map_or(1.0, |each| each.patience_factor);
        if !(factor.is_finite() && factor >= 0.0) {
            return out_of_range("patience factor", "must be finite and not negative");
        }
        let visits = self.resolution.iter().flat_map(|each| &each.repeat).map(|r| r.max_visits);
        if !visits.into_iter().all(|visits| (1..=MOST_VISITS).contains(&visits)) {
            return out_of_range("max_visits", "must lie between 1 and 15");
        }
        Ok(())
    }
}

impl Ivr {
    /// The share of calls that enter the queue of the type that was dialled.
    pub fn goes_on(&self) -> f64 {
        let elsewhere: f64 = self.routes.iter().map(|(_, probability)| probability).sum();
        let rest = 1.0 - (self.contained + self.hang_up + elsewhere);
        // What remains of shares that are written with a few digits is nothing.
        if rest > ROUNDING { rest } else { 0.0 }
    }
}

impl Ring {
    pub(super) fn is_possible(&self) -> bool {
        (0.0..=1.0).contains(&self.no_answer) && !self.timeout.is_zero()
    }
}

/// Whether shares are probabilities of things that exclude each other.
fn is_distribution(shares: impl Iterator<Item = f64>) -> bool {
    let mut sum = 0.0;
    for share in shares {
        if !(0.0..=1.0).contains(&share) {
            return false;
        }
        sum += share;
    }
    sum <= 1.0 + ROUNDING
}
