//! A call type: when its calls come, what work they bring, how long they wait, what is promised.

use super::{
    Arrivals, Balking, BalkingThreshold, CallLife, CallRouting, Horizon, ModelError, WaitEstimator,
};
use crate::dist::Distribution;
use crate::time::{SimDuration, SimTime};

/// A reason to call, with everything that its callers share.
#[derive(Clone, Debug, PartialEq)]
pub struct CallType {
    /// Its name, unique among call types; a part of the address of every draw.
    pub name: String,
    /// Higher is served first under the `priority` rule.
    pub priority: i32,
    /// When calls come.
    pub arrivals: Arrivals,
    /// The work they bring.
    pub handling: Handling,
    /// How long callers wait.
    pub patience: Patience,
    /// What is promised.
    pub objective: ServiceLevelObjective,
    /// Whether those who gave up call again.
    pub redial: Option<Redial>,
    /// Whatever else may happen to its calls.
    pub life: CallLife,
    /// What the switch knows of its calls.
    pub routing: CallRouting,
}

/// A distribution that may change over the horizon.
#[derive(Clone, Debug, PartialEq)]
pub enum OverDay {
    /// The same at all times.
    Same(Distribution),
    /// One for each of [`Horizon::intervals`], chosen by the interval of the call's queue entry.
    ByInterval(Vec<Distribution>),
}

/// The work that a call brings: talk, then wrap-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Handling {
    /// Time with the caller on the line, for an agent of speed 1.
    pub talk: OverDay,
    /// After-call work for an agent of speed 1; none means no such stage.
    pub wrap_up: Option<OverDay>,
}

/// How long callers wait before they abandon; drawn for every attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Patience {
    /// Nobody hangs up.
    Infinite,
    /// Drawn from a distribution.
    Drawn(OverDay),
}

/// What is promised to callers, and how it is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceLevelObjective {
    /// The acceptable wait, inclusive.
    pub within: SimDuration,
    /// The share that is to be met, `0..=1`.
    pub target: f64,
    /// The rule that counts.
    pub rule: ServiceLevelRule,
    /// An abandonment after less than this is short; zero means none is.
    pub short_abandon: SimDuration,
    /// Which interval a call belongs to.
    pub by: CountedBy,
}

/// How a service level is computed from the counts.
///
/// With T the acceptable wait, `within`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceLevelRule {
    /// answered ≤ T ÷ (answered + abandoned).
    #[default]
    Offered,
    /// answered ≤ T ÷ answered.
    Answered,
    /// (answered ≤ T + abandoned ≤ T) ÷ (answered + abandoned).
    Lenient,
    /// answered ≤ T ÷ (answered + abandoned > T).
    Ignoring,
    /// answered ≤ T ÷ (answered + abandoned − short abandons).
    Net,
    /// (answered ≤ T + short abandons) ÷ (answered + abandoned).
    ShortCredit,
    /// First attempts answered ≤ T ÷ first attempts.
    Callers,
}

impl ServiceLevelObjective {
    /// A share `target` within the acceptable wait `within`, of all calls that are answered or
    /// abandoned, counted by queue entry, no abandonment being short.
    pub fn new(within: SimDuration, target: f64) -> Self {
        ServiceLevelObjective {
            within,
            target,
            rule: ServiceLevelRule::Offered,
            short_abandon: SimDuration::ZERO,
            by: CountedBy::Entry,
        }
    }
}

impl ServiceLevelRule {
    /// Every rule, in the order of the manual.
    pub const ALL: [ServiceLevelRule; 7] = [
        ServiceLevelRule::Offered,
        ServiceLevelRule::Answered,
        ServiceLevelRule::Lenient,
        ServiceLevelRule::Ignoring,
        ServiceLevelRule::Net,
        ServiceLevelRule::ShortCredit,
        ServiceLevelRule::Callers,
    ];

    /// The name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            ServiceLevelRule::Offered => "offered",
            ServiceLevelRule::Answered => "answered",
            ServiceLevelRule::Lenient => "lenient",
            ServiceLevelRule::Ignoring => "ignoring",
            ServiceLevelRule::Net => "net",
            ServiceLevelRule::ShortCredit => "short-credit",
            ServiceLevelRule::Callers => "callers",
        }
    }
}

/// Which interval owns a call's outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountedBy {
    /// The interval of its queue entry.
    #[default]
    Entry,
    /// The interval in which it is answered or abandons.
    Answer,
    /// The interval in which it hangs up.
    End,
}

/// Calling again after an attempt without an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    /// The chance that a caller tries again, `0..=1`, by [`RedialCause::index`].
    pub probability: [f64; RedialCause::ALL.len()],
    /// How long after the attempt has ended.
    pub after: Distribution,
    /// Attempts of one caller in all, the first included.
    pub max_attempts: u32,
}

/// Why an attempt ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedialCause {
    /// The caller's patience ended.
    Abandoned,
    /// The caller heard a busy tone.
    Blocked,
    /// The caller did not want to wait at all.
    Balked,
    /// The queue was full.
    Rejected,
    /// The caller hung up in the IVR.
    AbandonedInIvr,
    /// The caller was cut off by an outage, while waiting or talking.
    Dropped,
}

impl RedialCause {
    /// Every cause, each at its [`index`](Self::index).
    pub const ALL: [RedialCause; 6] = [
        RedialCause::Abandoned,
        RedialCause::Blocked,
        RedialCause::Balked,
        RedialCause::Rejected,
        RedialCause::AbandonedInIvr,
        RedialCause::Dropped,
    ];

    /// The place in an array that has an element for each cause.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Redial {
    /// Tries again with the same `probability` whatever the cause.
    pub fn always(probability: f64, after: Distribution, max_attempts: u32) -> Self {
        Redial { probability: [probability; RedialCause::ALL.len()], after, max_attempts }
    }
}

impl OverDay {
    /// The distribution for a call that entered the queue at `entered`.
    ///
    /// Outside all intervals (in the warm-up, after the end) the first or last one holds.
    #[inline]
    pub fn at(&self, horizon: &Horizon, entered: SimTime) -> &Distribution {
        match self {
            OverDay::Same(distribution) => distribution,
            OverDay::ByInterval(all) => &all[horizon.interval_near(entered)],
        }
    }
}

impl CallType {
    /// Calls of priority 0 with this talk time and patience, no wrap-up and no redial, of whom
    /// 80 % are to be answered within 20 s.
    pub fn new(
        name: impl Into<String>,
        arrivals: Arrivals,
        talk: Distribution,
        patience: Option<Distribution>,
    ) -> Self {
        CallType {
            name: name.into(),
            priority: 0,
            arrivals,
            handling: Handling { talk: OverDay::Same(talk), wrap_up: None },
            patience: patience
                .map_or(Patience::Infinite, |each| Patience::Drawn(OverDay::Same(each))),
            objective: ServiceLevelObjective::new(SimDuration::from_secs(20), 0.80),
            redial: None,
            life: CallLife::default(),
            routing: CallRouting::default(),
        }
    }

    /// The mean handling time in seconds, for an agent of speed 1, of a call that enters its queue
    /// at `entered`.
    pub fn mean_handling(&self, horizon: &Horizon, entered: SimTime) -> f64 {
        self.stages().map(|stage| stage.at(horizon, entered).mean()).sum()
    }

    /// Whether its mean handling time is not the same in all intervals.
    pub(crate) fn handling_varies(&self) -> bool {
        self.stages().any(|stage| matches!(stage, OverDay::ByInterval(_)))
    }

    /// Whether something depends on a wait that is estimated by the place in the queue.
    pub(crate) fn estimates_by_place(&self) -> bool {
        let admission = &self.life.admission;
        let is_by_wait = |each: &Balking| matches!(each.from, BalkingThreshold::Wait(_));
        admission.estimator == WaitEstimator::QueuePosition
            && (admission.announcement.is_some() || admission.balking.iter().any(is_by_wait))
    }

    fn stages(&self) -> impl Iterator<Item = &OverDay> {
        let stages =
            [Some(&self.handling.talk), self.life.hold.as_ref(), self.handling.wrap_up.as_ref()];
        stages.into_iter().flatten()
    }

    /// By how many seconds the calls of its trace between two moments take longer, at their first
    /// answer, than if all their handling were drawn; below zero if they are shorter.
    pub fn traced_excess(&self, horizon: &Horizon, from: SimTime, until: SimTime) -> f64 {
        let calls = self.arrivals.traced_between(from, until).iter().map(|call| {
            let mean = |stage: &OverDay| stage.at(horizon, call.at).mean();
            let talk = call.talk.map_or(0.0, |own| own - mean(&self.handling.talk));
            let drawn = self.handling.wrap_up.as_ref().map_or(0.0, mean);
            talk + call.wrap_up.map_or(0.0, |own| own - drawn)
        });
        calls.sum()
    }

    /// Whether its calls do no more than wait, talk and perhaps call again after giving up.
    pub(super) fn is_plain(&self) -> bool {
        self.life == CallLife::default() && !self.arrivals.calls_bring_their_own()
    }

    pub(super) fn check(&self, horizon: &Horizon) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: self.name.clone(), complaint })
        };
        if let Some((what, complaint)) = self.arrivals.complaint() {
            return out_of_range(what, complaint);
        }
        if !(0.0..=1.0).contains(&self.objective.target) {
            return out_of_range("target", "must lie between 0 and 1");
        }
        if self.redial.iter().flat_map(|each| each.probability).any(|p| !(0.0..=1.0).contains(&p)) {
            return out_of_range("redial probability", "must lie between 0 and 1");
        }
        // The attempt has 15 bits in the address of a draw.
        if self.redial.as_ref().is_some_and(|redial| !(1..=32_767).contains(&redial.max_attempts)) {
            return out_of_range("max_attempts", "must lie between 1 and 32767");
        }
        let over_day = [
            Some(&self.handling.talk),
            self.handling.wrap_up.as_ref(),
            self.life.hold.as_ref(),
            self.patience.over_day(),
        ];
        for each in over_day.into_iter().flatten() {
            if let OverDay::ByInterval(all) = each
                && all.len() != horizon.intervals().len()
            {
                return out_of_range(
                    "distribution over the day",
                    "must have one element per interval",
                );
            }
        }
        Ok(())
    }
}

impl Patience {
    fn over_day(&self) -> Option<&OverDay> {
        match self {
            Patience::Infinite => None,
            Patience::Drawn(over_day) => Some(over_day),
        }
    }
}
