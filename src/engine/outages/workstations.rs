//! Workstations that fail by themselves, and spare seats to which their agents move.
//!
//! Each workstation breaks and is repaired on the clock, whether its agent is logged in or not. An
//! agent who is logged in while it is broken moves to a spare seat as soon as one is free; the seat is
//! given back when the workstation is repaired, or the agent logs out.

use std::collections::VecDeque;

use super::super::replication::Engine;
use super::super::watch::Watch;
use super::crew::Crew;
use super::timing::{OutageEvent, time_between};
use crate::model::{Failure, InProgress, Outage, OutageId, OutageTiming, SpareSeats};
use crate::time::SimTime;

/// What happens to a workstation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WorkstationEvent {
    Fails,
    Repaired,
    /// Its agent has come to a spare seat, unless the move of this number is off.
    Moved(u64),
}

/// All workstations of an outage; empty for one of another kind.
#[derive(Clone, Debug)]
pub(super) struct Workstations {
    /// By the agent's place in the crew.
    each: Vec<Workstation>,
    broken: u32,
    free_seats: u32,
    /// Who waits for a spare seat, in order.
    queue: VecDeque<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Workstation {
    seat: Seat,
    /// How often it has failed and its agent has moved.
    failures: u64,
    moves: u64,
}

/// Where an agent sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    /// At a workstation that works.
    Own,
    /// At a broken one; or nowhere, if the agent is not there.
    Broken,
    /// The same, waiting for a spare seat.
    Waiting,
    /// On the way to a spare seat.
    Moving,
    Spare,
}

impl Workstations {
    pub(super) fn new(outage: &Outage, crew: &Crew) -> Self {
        let count = if outage.has_recovery() { 0 } else { crew.len() as usize };
        Workstations {
            each: vec![Workstation::NEW; count],
            broken: 0,
            free_seats: 0,
            queue: VecDeque::new(),
        }
    }

    pub(super) fn clear(&mut self, outage: &Outage) {
        self.each.fill(Workstation::NEW);
        self.broken = 0;
        self.free_seats = spare_of(outage).map_or(0, |spare| spare.seats);
        self.queue.clear();
    }

    /// Whoever wants a spare seat gets it, or waits. Returns whether there is one.
    fn take_seat(&mut self, place: u32) -> bool {
        let is_free = self.free_seats > 0;
        self.each[place as usize].seat = if is_free { Seat::Moving } else { Seat::Waiting };
        if is_free {
            self.free_seats -= 1;
        } else {
            self.queue.push_back(place);
        }
        is_free
    }

    /// A spare seat is no longer needed, or no longer waited for. Returns who gets it instead.
    fn give_back(&mut self, place: u32, seat: Seat) -> Option<u32> {
        let before = std::mem::replace(&mut self.each[place as usize].seat, seat);
        match before {
            Seat::Own | Seat::Broken => None,
            Seat::Waiting => {
                self.queue.retain(|waiting| *waiting != place);
                None
            }
            Seat::Moving | Seat::Spare => {
                let next = self.queue.pop_front();
                match next {
                    Some(next) => self.each[next as usize].seat = Seat::Moving,
                    None => self.free_seats += 1,
                }
                next
            }
        }
    }
}

impl Workstation {
    const NEW: Workstation = Workstation { seat: Seat::Own, failures: 0, moves: 0 };
}

fn spare_of(outage: &Outage) -> Option<&SpareSeats> {
    match &outage.failure {
        Failure::Workstations { spare, .. } => spare.as_ref(),
        Failure::Platform { .. }
        | Failure::Trunks { .. }
        | Failure::Ivr { .. }
        | Failure::Slow { .. }
        | Failure::Down { .. }
        | Failure::Power { .. } => None,
    }
}

impl Engine<'_> {
    /// Something happens to a workstation. Returns whether it changes anything.
    pub(super) fn change_of_workstation<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        place: u32,
        event: WorkstationEvent,
        observer: &mut W,
    ) -> bool {
        let was_in_force = self.outages.is_in_force(outage);
        let is_there = self.floor.doing(self.outages.state(outage).crew.agent(place)).is_some();
        match event {
            WorkstationEvent::Fails => self.break_workstation(now, outage, place, observer),
            WorkstationEvent::Repaired => self.repair_workstation(now, outage, place, observer),
            WorkstationEvent::Moved(number) => {
                let workstation = &mut self.outages.state(outage).workstations.each[place as usize];
                if workstation.seat != Seat::Moving || workstation.moves != number {
                    return false;
                }
                workstation.seat = Seat::Spare;
                self.start_at(now, outage, place, observer);
            }
        }
        is_there || was_in_force != self.outages.is_in_force(outage)
    }

    /// An agent logs in: whose workstation is broken looks for a spare seat.
    pub(in crate::engine) fn find_seats(&mut self, now: SimTime, agent: u32) {
        for outage in 0..self.outages.states.len() as u16 {
            if let Some(place) = self.place_of(OutageId(outage), agent) {
                self.find_seat(now, OutageId(outage), place);
            }
        }
    }

    /// An agent logs out: a spare seat is free for others.
    pub(in crate::engine) fn leave_seats(&mut self, now: SimTime, agent: u32) {
        for outage in (0..self.outages.states.len() as u16).map(OutageId) {
            let Some(place) = self.place_of(outage, agent) else { continue };
            let seats = &mut self.outages.state(outage).workstations;
            let seat = seats.each[place as usize].seat;
            if seat == Seat::Own {
                continue;
            }
            let next = seats.give_back(place, Seat::Broken);
            if seat == Seat::Spare {
                self.count_stop(agent);
            }
            self.move_next(now, outage, next);
        }
    }

    fn break_workstation<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        place: u32,
        observer: &mut W,
    ) {
        let described = &self.model.outages()[outage.index()];
        let state = self.outages.state(outage);
        let agent = state.crew.agent(place);
        let workstation = &mut state.workstations.each[place as usize];
        workstation.seat = Seat::Broken;
        let address = state.crew.address(place, workstation.failures);
        workstation.failures += 1;
        state.workstations.broken += 1;
        let is_first = state.workstations.broken == 1;
        let repair = now + described.duration.sample(&mut state.crew.duration(place).nth(address));
        if is_first {
            self.outages.in_force[outage.index()] = true;
            self.outage_begins(now, outage, observer);
        }
        self.stop_agents(now, outage, &[agent], self.in_progress_at(outage), observer);
        if repair == now {
            return self.repair_workstation(now, outage, place, observer);
        }
        let event = WorkstationEvent::Repaired;
        self.expect_outage(repair, OutageEvent::Workstation { outage, place, event });
        // Nobody is there any more whose shift was over.
        if self.floor.doing(agent).is_some() {
            self.find_seat(now, outage, place);
        }
    }

    fn repair_workstation<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        place: u32,
        observer: &mut W,
    ) {
        let seats = &mut self.outages.state(outage).workstations;
        let was_at_spare = seats.each[place as usize].seat == Seat::Spare;
        let next = seats.give_back(place, Seat::Own);
        seats.broken -= 1;
        if seats.broken == 0 {
            self.outages.in_force[outage.index()] = false;
            self.outage_ends(now, outage, observer);
        }
        self.move_next(now, outage, next);
        self.expect_failure(now, outage, place);
        if !was_at_spare {
            self.start_at(now, outage, place, observer);
        }
    }

    fn start_at<W: Watch>(&mut self, now: SimTime, outage: OutageId, place: u32, observer: &mut W) {
        let agent = self.outages.state(outage).crew.agent(place);
        self.start_agents(now, &[agent], observer);
    }

    fn expect_failure(&mut self, now: SimTime, outage: OutageId, place: u32) {
        let OutageTiming::Random { between } = &self.model.outages()[outage.index()].timing else {
            unreachable!("workstations fail at random")
        };
        let state = self.outages.state(outage);
        let address = state.crew.address(place, state.workstations.each[place as usize].failures);
        let time = now + time_between(between, state.crew.between(place), address);
        if time < self.outages.end {
            let event = WorkstationEvent::Fails;
            self.expect_outage(time, OutageEvent::Workstation { outage, place, event });
        }
    }

    /// An agent whose workstation is broken looks for a spare seat, if there are such.
    fn find_seat(&mut self, now: SimTime, outage: OutageId, place: u32) {
        let has_spare = spare_of(&self.model.outages()[outage.index()]).is_some();
        let seats = &mut self.outages.state(outage).workstations;
        if has_spare && seats.each[place as usize].seat == Seat::Broken && seats.take_seat(place) {
            self.move_next(now, outage, Some(place));
        }
    }

    /// An agent who has got a spare seat is on the way.
    fn move_next(&mut self, now: SimTime, outage: OutageId, place: Option<u32>) {
        let described = &self.model.outages()[outage.index()];
        let (Some(place), Some(spare)) = (place, spare_of(described)) else { return };
        let state = self.outages.state(outage);
        let workstation = &mut state.workstations.each[place as usize];
        workstation.moves += 1;
        let number = workstation.moves;
        let mut draws = state.crew.moving(place).nth(state.crew.address(place, number));
        let event = WorkstationEvent::Moved(number);
        let time = now + spare.moving.sample(&mut draws);
        self.expect_outage(time, OutageEvent::Workstation { outage, place, event });
    }

    fn in_progress_at(&self, outage: OutageId) -> InProgress {
        match self.failure(outage) {
            Failure::Workstations { in_progress, .. } => *in_progress,
            Failure::Platform { .. }
            | Failure::Trunks { .. }
            | Failure::Ivr { .. }
            | Failure::Slow { .. }
            | Failure::Down { .. }
            | Failure::Power { .. } => InProgress::default(),
        }
    }

    /// Where an agent is among those whose workstations an outage concerns.
    fn place_of(&self, outage: OutageId, agent: u32) -> Option<u32> {
        let state = &self.outages.states[outage.index()];
        if state.workstations.each.is_empty() {
            return None;
        }
        state.crew.place_of(self.floor.group_of(agent), agent)
    }
}
