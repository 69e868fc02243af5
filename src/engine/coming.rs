//! Who is going to call, and with what work, drawn some callers at a time.

use super::arrivals::{AHEAD, Arrival};
use super::call::{Caller, Work};
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{CallTypeId, Horizon, OverDay};
use crate::rng::Source;
use crate::time::SimTime;

/// The next callers of a call type.
#[derive(Clone, Debug)]
pub(super) struct Coming {
    callers: [Arrival; AHEAD],
    /// The work that each of them brings; kept by the plain loop only.
    work: [Work; AHEAD],
    /// Who of them comes next.
    next: usize,
}

impl Coming {
    pub(super) const NOBODY: Coming =
        Coming { callers: [Arrival::NEVER; AHEAD], work: [Work::NONE; AHEAD], next: 0 };

    /// When the next one comes.
    #[inline(always)]
    pub(super) fn next_time(&self) -> SimTime {
        self.callers[self.next].time
    }
}

impl Engine<'_> {
    /// The caller of a type who comes now; the next one is scheduled.
    #[inline(always)]
    pub(super) fn next_caller<W: Watch>(&mut self, call_type: CallTypeId) -> (Caller, Work) {
        let next = self.take_caller::<W>(call_type);
        self.schedule_next_caller(call_type);
        next
    }

    /// The caller of a type who comes now; the next one is not scheduled.
    #[inline(always)]
    pub(super) fn take_caller<W: Watch>(&mut self, call_type: CallTypeId) -> (Caller, Work) {
        let coming = &mut self.coming[call_type.index()];
        let (caller, work) = (coming.callers[coming.next], coming.work[coming.next]);
        coming.next += 1;
        if coming.next == AHEAD {
            self.draw_ahead::<W>(call_type);
        }
        (Caller::new(call_type, caller.number), work)
    }

    #[inline(always)]
    pub(super) fn schedule_next_caller(&mut self, call_type: CallTypeId) {
        let time = self.coming[call_type.index()].next_time();
        self.calendar.schedule_arrival(call_type.0, time);
    }

    /// Draws the next callers of a type.
    #[inline(never)]
    pub(super) fn draw_ahead<W: Watch>(&mut self, call_type: CallTypeId) {
        let Engine { model, sources, streams, coming, .. } = self;
        let Coming { callers, work, next } = &mut coming[call_type.index()];
        let described = &model.call_types()[call_type.index()];
        streams[call_type.index()].next(&described.arrivals, callers);
        *next = 0;
        if W::WHOLE {
            return;
        }
        let (horizon, sources) = (model.horizon(), sources.of_type(call_type));
        let talk = draw_all(horizon, &described.handling.talk, &sources.talk, callers);
        work.iter_mut().zip(talk).for_each(|(work, talk)| work.talk = talk);
        if let Some(wrap_up) = &described.handling.wrap_up {
            let wrap_up = draw_all(horizon, wrap_up, &sources.wrap_up, callers);
            work.iter_mut().zip(wrap_up).for_each(|(work, wrap_up)| work.wrap_up = wrap_up);
        }
    }
}

/// What each caller draws.
#[inline]
fn draw_all(
    horizon: &Horizon,
    over_day: &OverDay,
    source: &Source,
    callers: &[Arrival; AHEAD],
) -> [f64; AHEAD] {
    let mut draws = callers.each_ref().map(|caller| source.nth(caller.number));
    let mut values = [0.0; AHEAD];
    match over_day {
        OverDay::Same(distribution) => distribution.sample_all(&mut draws, &mut values),
        OverDay::ByInterval(_) => {
            let callers = callers.iter().zip(&mut draws);
            for (value, (caller, draws)) in values.iter_mut().zip(callers) {
                *value = over_day.at(horizon, caller.time).sample_secs(draws);
            }
        }
    }
    values
}
