//! When outages begin, how long they last, and which events come.

use super::super::calendar::{Arising, Calendar};
use super::super::replication::Engine;
use super::super::watch::Watch;
use super::workstations::WorkstationEvent;
use super::{Outages, State};
use crate::dist::Distribution;
use crate::model::{Horizon, Model, Outage, OutageId, OutageTiming, OutageWindow};
use crate::rng::{Purpose, Source};
use crate::time::{SimDuration, SimTime};

/// Something about an outage that is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OutageEvent {
    /// It begins: in the window of this number, or after so many failures.
    Begin { outage: OutageId, index: u64 },
    /// The one of this number is over.
    End { outage: OutageId, index: u64 },
    /// The batteries are empty, or the generator runs.
    Power { outage: OutageId, index: u64 },
    /// Is service normal again after the one that ended at a moment?
    LookAtRecovery { outage: OutageId, ended: SimTime },
    /// Something about the workstation at a place among those concerned.
    Workstation { outage: OutageId, place: u32, event: WorkstationEvent },
}

/// Where an outage as a whole draws.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sources {
    happens: Source,
    moment: Source,
    between: Source,
    duration: Source,
    pub(super) generator: Source,
    pub(super) generator_start: Source,
}

/// From this moment on nothing breaks: the end of a plain length, or the last closing.
pub(super) fn end_of(horizon: &Horizon) -> SimTime {
    let last_closing = || horizon.open_hours().last().map(|hours| hours.close);
    horizon.counted_until().or_else(last_closing).unwrap_or_else(|| horizon.cut_off())
}

/// Time without failure: at least a microsecond, or time would stand still.
pub(super) fn time_between(between: &Distribution, source: &Source, index: u64) -> SimDuration {
    between.sample(&mut source.nth(index)).max(SimDuration::from_micros(1))
}

impl Sources {
    fn new(seed: u64, replication: u64, outage: &str) -> Self {
        let source = |purpose| Source::new(seed, replication, outage, purpose);
        Sources {
            happens: source(Purpose::Outage),
            moment: source(Purpose::OutageMoment),
            between: source(Purpose::TimeBetweenFailures),
            duration: source(Purpose::TimeToRepair),
            generator: source(Purpose::Generator),
            generator_start: source(Purpose::GeneratorStart),
        }
    }

    /// When an outage begins in a window, if it does.
    fn moment(&self, probability: f64, window: OutageWindow, index: u64) -> Option<SimTime> {
        if self.happens.nth(index).uniform() >= probability {
            return None;
        }
        let length = (window.until - window.from).as_secs_f64();
        let after = length * self.moment.nth(index).uniform();
        Some(window.from + SimDuration::from_secs_f64(after))
    }
}

impl State {
    fn restart(&mut self, seed: u64, replication: u64, model: &Model, outage: &Outage) {
        self.sources = Sources::new(seed, replication, &outage.name);
        self.ends = SimTime::ZERO;
        self.crew.restart(seed, replication);
        self.workstations.clear(outage);
        self.restart_lines(seed, replication, model, outage);
    }

    /// Returns when the outage that begins now is over.
    pub(super) fn begin(&mut self, now: SimTime, index: u64, outage: &Outage) -> SimTime {
        self.index = index;
        self.ends = now + outage.duration.sample(&mut self.sources.duration.nth(index));
        self.ends
    }
}

impl Outages {
    /// Forgets everything, and schedules the first failures of a replication.
    fn restart(&mut self, model: &Model, seed: u64, replication: u64, calendar: &mut Calendar) {
        self.in_force.fill(false);
        self.stops.clear();
        self.hands.clear();
        self.slowness.fill(1.0);
        self.held_in_ivr.clear();
        for outage in self.by_name.iter().copied() {
            let (state, described) =
                (&mut self.states[outage.index()], &model.outages()[outage.index()]);
            state.restart(seed, replication, model, described);
            let mut expect = |time, event| {
                if time < self.end {
                    calendar.schedule_arising(time, Arising::Outage(event));
                }
            };
            match &described.timing {
                OutageTiming::Planned { probability, windows } => {
                    for (index, window) in (0..).zip(windows) {
                        if let Some(time) = state.sources.moment(*probability, *window, index) {
                            expect(time, OutageEvent::Begin { outage, index });
                        }
                    }
                }
                OutageTiming::Random { between } if described.has_recovery() => {
                    let after = time_between(between, &state.sources.between, 0);
                    expect(SimTime::ZERO + after, OutageEvent::Begin { outage, index: 0 });
                }
                OutageTiming::Random { between } => {
                    for place in 0..state.crew.len() {
                        let after = time_between(
                            between,
                            state.crew.between(place),
                            state.crew.address(place, 0),
                        );
                        let event = WorkstationEvent::Fails;
                        expect(
                            SimTime::ZERO + after,
                            OutageEvent::Workstation { outage, place, event },
                        );
                    }
                }
            }
        }
    }
}

impl Engine<'_> {
    /// Forgets what has broken, and schedules the first failures of a replication.
    pub(in crate::engine) fn restart_outages(&mut self, seed: u64, replication: u64) {
        self.outages.restart(self.model, seed, replication, &mut self.calendar);
    }

    /// Something about an outage is due. Returns whether it has changed anything.
    pub(in crate::engine) fn change_of_outage<W: Watch>(
        &mut self,
        now: SimTime,
        event: OutageEvent,
        observer: &mut W,
    ) -> bool {
        let changes = self.let_break(now, event, observer);
        // A repair at night after the last day keeps no replication alive.
        changes && (now < self.outages.end || self.is_anybody_there())
    }

    fn let_break<W: Watch>(&mut self, now: SimTime, event: OutageEvent, observer: &mut W) -> bool {
        match event {
            OutageEvent::Begin { outage, index } => {
                if self.outages.is_in_force(outage) {
                    if self.outages.state(outage).ends > now {
                        return false;
                    }
                    self.end_outage(now, outage, observer);
                }
                self.begin_outage(now, outage, index, observer);
                true
            }
            OutageEvent::End { outage, index } => {
                // The next one may have ended it at this very moment.
                let is_it = self.is_present(outage, index);
                if is_it {
                    self.end_outage(now, outage, observer);
                }
                is_it
            }
            OutageEvent::Power { outage, index } => {
                self.is_present(outage, index) && self.change_supply(now, outage, observer)
            }
            OutageEvent::LookAtRecovery { outage, ended } => {
                self.look_at_recovery(now, outage, ended, observer);
                false
            }
            OutageEvent::Workstation { outage, place, event } => {
                self.change_of_workstation(now, outage, place, event, observer)
            }
        }
    }

    /// Whether an outage is in force, and still the one of this number.
    fn is_present(&mut self, outage: OutageId, index: u64) -> bool {
        self.outages.is_in_force(outage) && self.outages.state(outage).index == index
    }

    /// Whether any agent or caller is there for whom it matters what works.
    fn is_anybody_there(&self) -> bool {
        self.waiting.len_with_ringing() > 0
            || self.callers_in_ivr().next().is_some()
            || self.floor.groups.iter().any(|group| group.logged_in > 0)
    }

    /// Something happens at a moment, unless all is over before.
    pub(super) fn expect_outage(&mut self, time: SimTime, event: OutageEvent) {
        if time < self.model.horizon().cut_off() {
            self.calendar.schedule_arising(time, Arising::Outage(event));
        }
    }

    /// The next outage of a random timing, after the end of one.
    pub(super) fn expect_next_outage(&mut self, now: SimTime, outage: OutageId) {
        let OutageTiming::Random { between } = &self.model.outages()[outage.index()].timing else {
            return;
        };
        let state = self.outages.state(outage);
        let index = state.index + 1;
        let time = now + time_between(between, &state.sources.between, index);
        if time < self.outages.end {
            self.expect_outage(time, OutageEvent::Begin { outage, index });
        }
    }
}
