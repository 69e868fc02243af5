//! Power that fails: batteries at once and for a while, a generator later and until it is back.

use super::super::replication::Engine;
use super::super::watch::Watch;
use super::timing::OutageEvent;
use crate::model::{Failure, OutageId};
use crate::time::SimTime;

/// What carries seats during a power failure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Supply {
    batteries_until: SimTime,
    generator_from: SimTime,
}

impl Supply {
    pub(super) const NONE: Supply =
        Supply { batteries_until: SimTime::ZERO, generator_from: SimTime::NEVER };
}

impl Engine<'_> {
    /// Power fails: all seats but those that batteries carry are down. Seats are carried in an order
    /// drawn anew each time, so that the smaller of two shares is a part of the larger.
    pub(super) fn cut_power<W: Watch>(&mut self, now: SimTime, outage: OutageId, observer: &mut W) {
        let Failure::Power { ups, generator, in_progress, .. } = self.failure(outage) else {
            unreachable!("a power failure")
        };
        let state = self.outages.state(outage);
        state.crew.draw_lots(state.index);
        let (index, ends, sources) = (state.index, state.ends, state.sources);
        let starts = generator
            .as_ref()
            .filter(|generator| sources.generator.nth(index).uniform() < generator.success);
        let start = starts
            .map(|generator| now + generator.start.sample(&mut sources.generator_start.nth(index)));
        state.supply = Supply {
            batteries_until: ups.map_or(now, |ups| now + ups.lasts),
            generator_from: start.unwrap_or(SimTime::NEVER),
        };
        for change in [state.supply.batteries_until, state.supply.generator_from] {
            if now < change && change < ends {
                self.expect_outage(change, OutageEvent::Power { outage, index });
            }
        }
        let all = self.outages.state(outage).crew.len() as usize;
        let down = self.carried(now, outage)..all;
        self.outages.state(outage).crew.stopped = down.clone();
        self.stop_drawn(now, outage, down, *in_progress, observer);
    }

    /// The batteries are empty, or the generator runs. Returns whether that changes anything.
    pub(super) fn change_supply<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) -> bool {
        let after = self.carried(now, outage);
        let Failure::Power { in_progress, .. } = self.failure(outage) else {
            unreachable!("a power failure")
        };
        let crew = &mut self.outages.state(outage).crew;
        let before = std::mem::replace(&mut crew.stopped.start, after);
        if before < after {
            self.start_drawn(now, outage, before..after, observer);
        } else {
            self.stop_drawn(now, outage, after..before, *in_progress, observer);
        }
        before != after
    }

    /// How many seats are carried now: the larger of both shares.
    fn carried(&mut self, now: SimTime, outage: OutageId) -> usize {
        let Failure::Power { ups, generator, .. } = self.failure(outage) else {
            unreachable!("a power failure")
        };
        let state = self.outages.state(outage);
        let batteries = ups.filter(|_| now < state.supply.batteries_until).map(|ups| ups.share);
        let generator = generator.as_ref().filter(|_| state.supply.generator_from <= now);
        let share = batteries.unwrap_or(0.0).max(generator.map_or(0.0, |each| each.share));
        state.crew.share(share)
    }
}
