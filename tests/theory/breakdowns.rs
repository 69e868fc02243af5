//! Agents, lines and systems that break down and are repaired, each time after a memoryless time.

use std::collections::BTreeMap;

use callsim::model::{
    AgentGroupId, AgentState, Arrivals, CallType, Failure, Horizon, InProgress, Model, NewCalls,
    Outage, OutageTiming, Parts, Routing, TrunkGroup, TrunkGroupId,
};

use crate::chain::{equilibrium, expect};
use crate::common::{exponential, secs};
use crate::{
    Oracle, group, hold, of_type, oracle, queue_mean, rate, share, steady, time_in, waited,
};

/// A group with a queue of its own whose environment breaks and is repaired; times are means in
/// seconds.
#[derive(Clone, Copy, Debug)]
struct Fragile {
    agents: u32,
    /// Calls per second.
    rate: f64,
    talk: f64,
    patience: f64,
    between: f64,
    repair: f64,
}

/// Four agents who are down a fifth of the time.
const FRAGILE: Fragile = Fragile {
    agents: 4,
    rate: 2.8 / 60.0,
    talk: 60.0,
    patience: 100.0,
    between: 400.0,
    repair: 100.0,
};

/// More calls than this never wait in these tests.
const LONGEST_QUEUE: u32 = 90;

impl Fragile {
    fn horizon(&self) -> Horizon {
        steady(3600.0, 20_000.0 / self.rate)
    }

    fn outage(&self, failure: Failure) -> Outage {
        Outage {
            name: "breakdown".into(),
            timing: OutageTiming::Random { between: exponential(self.between) },
            duration: exponential(self.repair),
            failure,
            recovery_window: secs(900),
        }
    }

    fn model(&self, name: &str, outages: Vec<Outage>) -> Model {
        let horizon = self.horizon();
        let arrivals = Arrivals::constant(&horizon, self.rate);
        let patience = Some(exponential(self.patience));
        let calls = CallType::new("calls", arrivals, exponential(self.talk), patience);
        Model::from_parts(Parts {
            name: name.into(),
            trunk_groups: vec![],
            call_types: vec![calls],
            agent_groups: vec![group("agents", self.agents, &horizon)],
            routing: Routing::default(),
            outages,
            floor_rules: vec![],
            horizon,
        })
        .unwrap()
    }

    /// All agents down at once, with this effect on calls in progress.
    fn all_down(in_progress: InProgress) -> Failure {
        Failure::Down { groups: vec![AgentGroupId(0)], share: 1.0, in_progress }
    }

    /// States: calls in progress (standing still or not), calls waiting, whether all is well.
    fn all_at_once(&self, what: InProgress) -> BTreeMap<(u32, u32, bool), f64> {
        equilibrium((0u32, 0u32, true), |(busy, waiting, up)| {
            let mut next = vec![];
            match up && busy < self.agents {
                true => next.push(((busy + 1, waiting, up), self.rate)),
                false if waiting < LONGEST_QUEUE => {
                    next.push(((busy, waiting + 1, up), self.rate));
                }
                false => {}
            }
            if busy > 0 && (up || what == InProgress::Keep) {
                let after = match waiting {
                    1.. if up => (busy, waiting - 1, up),
                    _ => (busy - 1, waiting, up),
                };
                next.push((after, f64::from(busy) / self.talk));
            }
            if waiting > 0 {
                next.push(((busy, waiting - 1, up), f64::from(waiting) / self.patience));
            }
            if up {
                let after = match what {
                    InProgress::Keep | InProgress::Freeze => (busy, waiting, false),
                    InProgress::Drop => (0, waiting, false),
                    InProgress::Requeue => (0, (waiting + busy).min(LONGEST_QUEUE), false),
                };
                next.push((after, 1.0 / self.between));
            } else {
                let taken = waiting.min(self.agents - busy);
                next.push(((busy + taken, waiting - taken, true), 1.0 / self.repair));
            }
            next
        })
    }
}

/// The queue, those who give up, and what agents do.
fn of_queue(
    model: &Model,
    fragile: &Fragile,
    queue: f64,
    talking: f64,
    down: f64,
) -> Vec<Oracle<'static>> {
    let horizon = model.horizon();
    let lost = queue / fragile.patience;
    vec![
        oracle("queue", queue, queue_mean(0, horizon)),
        oracle("abandoned per s", lost, rate(0, horizon, |calls| calls.abandoned as f64)),
        oracle("talking", talking, time_in(0, AgentState::Talking)),
        oracle("down", down, time_in(0, AgentState::Down)),
    ]
}

#[test]
fn all_servers_break_down_together() {
    for what in [InProgress::Keep, InProgress::Drop, InProgress::Freeze, InProgress::Requeue] {
        let chain = FRAGILE.all_at_once(what);
        let agents = f64::from(FRAGILE.agents);
        let queue = expect(&chain, |(_, waiting, _)| f64::from(*waiting));
        // Under the others nobody is left with a call, or it stands still.
        let works = |up: bool| up || what == InProgress::Keep;
        let talking = expect(
            &chain,
            |(busy, _, up)| if works(*up) { f64::from(*busy) / agents } else { 0.0 },
        );
        let down = expect(&chain, |(busy, _, up)| match (up, what) {
            (true, _) => 0.0,
            (false, InProgress::Keep) => 1.0 - f64::from(*busy) / agents,
            (false, _) => 1.0,
        });
        let breakdown = FRAGILE.outage(Fragile::all_down(what));
        let model = FRAGILE.model(&format!("breakdowns, {what:?}"), vec![breakdown]);
        let mut oracles = of_queue(&model, &FRAGILE, queue, talking, down);
        // Calls that come back to the queue are offered once more, and wait.
        if what != InProgress::Requeue {
            let waits =
                expect(&chain, |(busy, _, up)| f64::from(u8::from(!up || *busy == FRAGILE.agents)));
            oracles.push(oracle("wait > 0", waits, of_type(0, waited)));
        }
        hold(&model, 150, &oracles);
    }
}

#[test]
fn a_platform_that_fails_cuts_everybody_off_and_takes_no_calls() {
    let chain = equilibrium((0u32, true), |(calls, up)| {
        let served = f64::from(calls.min(FRAGILE.agents)) / FRAGILE.talk;
        let lost = f64::from(calls.saturating_sub(FRAGILE.agents)) / FRAGILE.patience;
        match up {
            true => vec![
                ((calls + u32::from(calls < LONGEST_QUEUE), true), FRAGILE.rate),
                ((calls.saturating_sub(1), true), served + lost),
                ((0, false), 1.0 / FRAGILE.between),
            ],
            false => vec![((0, true), 1.0 / FRAGILE.repair)],
        }
    });
    let waiting = |calls: u32| f64::from(calls.saturating_sub(FRAGILE.agents));
    let queue = expect(&chain, |(calls, _)| waiting(*calls));
    let talking = expect(&chain, |(calls, _)| f64::from((*calls).min(FRAGILE.agents)));
    let down = FRAGILE.repair / (FRAGILE.between + FRAGILE.repair);
    let platform = FRAGILE.outage(Failure::Platform {
        new_calls: NewCalls::Block,
        drops_waiting: true,
        in_progress: InProgress::Drop,
    });
    let model = FRAGILE.model("platform", vec![platform]);
    let talking = talking / f64::from(FRAGILE.agents);
    let mut oracles = of_queue(&model, &FRAGILE, queue, talking, down);
    oracles.push(oracle("blocked", down, share(0, |calls| calls.blocked)));
    let dropped = queue / FRAGILE.between;
    let per_second = rate(0, model.horizon(), |calls| calls.dropped as f64);
    oracles.push(oracle("dropped per s", dropped, per_second));
    hold(&model, 150, &oracles);
}

#[test]
fn in_a_random_environment_all_work_slows_down() {
    // Two systems that slow each call down, by themselves and both at once.
    let factors = [1.8, 2.5];
    let repairs = [150.0, 90.0];
    let slow = |index: usize| Outage {
        name: format!("slow {index}"),
        duration: exponential(repairs[index]),
        ..FRAGILE.outage(Failure::Slow { groups: vec![AgentGroupId(0)], factor: factors[index] })
    };
    let fragile = Fragile { rate: 2.6 / 60.0, between: 250.0, ..FRAGILE };
    let chain = equilibrium((0u32, [false, false]), |(calls, slow)| {
        let factor: f64 = (0..2).filter(|each| slow[*each]).map(|each| factors[each]).product();
        let served = f64::from(calls.min(fragile.agents)) / fragile.talk / factor;
        let lost = f64::from(calls.saturating_sub(fragile.agents)) / fragile.patience;
        let mut next = vec![
            ((calls + u32::from(calls < LONGEST_QUEUE), slow), fragile.rate),
            ((calls.saturating_sub(1), slow), served + lost),
        ];
        for each in 0..2 {
            let mut changed = slow;
            changed[each] = !slow[each];
            let after = if slow[each] { repairs[each] } else { fragile.between };
            next.push(((calls, changed), 1.0 / after));
        }
        next
    });
    let agents = f64::from(fragile.agents);
    let queue = expect(&chain, |(calls, _)| f64::from(calls.saturating_sub(fragile.agents)));
    let talking = expect(&chain, |(calls, _)| f64::from((*calls).min(fragile.agents)) / agents);
    let waits = expect(&chain, |(calls, _)| f64::from(u8::from(*calls >= fragile.agents)));
    let model = fragile.model(
        "modulated service",
        vec![slow(0), slow(1)]
            .into_iter()
            .map(|outage| Outage {
                timing: OutageTiming::Random { between: exponential(fragile.between) },
                ..outage
            })
            .collect(),
    );
    let mut oracles = of_queue(&model, &fragile, queue, talking, 0.0);
    oracles.push(oracle("wait > 0", waits, of_type(0, waited)));
    hold(&model, 150, &oracles);
}

/// Single workstations: agents whose own works, those of them with a call, those whose own does not
/// work with a call all the same or one that stands still, calls that wait.
type Seats = (u32, u32, u32, u32);

/// One agent's workstation breaks or is repaired after the other's.
fn single_seats(fragile: &Fragile, what: InProgress) -> BTreeMap<Seats, f64> {
    equilibrium((fragile.agents, 0u32, 0u32, 0u32), |(up, busy, broken, waiting)| {
        let mut next = vec![];
        match busy < up {
            true => next.push(((up, busy + 1, broken, waiting), fragile.rate)),
            false if waiting < LONGEST_QUEUE => {
                next.push(((up, busy, broken, waiting + 1), fragile.rate));
            }
            false => {}
        }
        if busy > 0 {
            let after = match waiting {
                0 => (up, busy - 1, broken, 0),
                _ => (up, busy, broken, waiting - 1),
            };
            next.push((after, f64::from(busy) / fragile.talk));
            let failed = match what {
                InProgress::Drop => (up - 1, busy - 1, broken, waiting),
                InProgress::Keep | InProgress::Freeze => (up - 1, busy - 1, broken + 1, waiting),
                // Somebody else is idle, or it waits.
                InProgress::Requeue if busy < up => (up - 1, busy, broken, waiting),
                InProgress::Requeue => (up - 1, busy - 1, broken, waiting + 1),
            };
            next.push((failed, f64::from(busy) / fragile.between));
        }
        if busy < up {
            next.push(((up - 1, busy, broken, waiting), f64::from(up - busy) / fragile.between));
        }
        if waiting > 0 {
            let leave = f64::from(waiting) / fragile.patience;
            next.push(((up, busy, broken, waiting - 1), leave));
        }
        if broken > 0 {
            let repaired = (up + 1, busy + 1, broken - 1, waiting);
            next.push((repaired, f64::from(broken) / fragile.repair));
            if what == InProgress::Keep {
                next.push(((up, busy, broken - 1, waiting), f64::from(broken) / fragile.talk));
            }
        }
        let down = fragile.agents - up - broken;
        if down > 0 {
            let taken = waiting.min(1);
            let repaired = (up + 1, busy + taken, broken, waiting - taken);
            next.push((repaired, f64::from(down) / fragile.repair));
        }
        next
    })
}

#[test]
fn each_workstation_breaks_down_by_itself() {
    let fragile = Fragile { rate: 2.6 / 60.0, between: 300.0, ..FRAGILE };
    let agents = f64::from(fragile.agents);
    for what in [InProgress::Keep, InProgress::Drop, InProgress::Freeze, InProgress::Requeue] {
        let chain = single_seats(&fragile, what);
        let queue = expect(&chain, |(.., waiting)| f64::from(*waiting));
        let goes_on = u32::from(what == InProgress::Keep);
        let talking =
            expect(&chain, |(_, busy, broken, _)| f64::from(busy + goes_on * broken) / agents);
        let up = expect(&chain, |(up, _, broken, _)| f64::from(up + goes_on * broken) / agents);
        let workstations = fragile.outage(Failure::Workstations {
            groups: vec![AgentGroupId(0)],
            in_progress: what,
            spare: None,
        });
        let model = fragile.model(&format!("workstations, {what:?}"), vec![workstations]);
        hold(&model, 150, &of_queue(&model, &fragile, queue, talking, 1.0 - up));
    }
}

#[test]
fn lines_that_fail_take_their_calls_with_them_or_wait_until_they_end() {
    let (lines, failing, load) = (6u32, 3u32, 3.5);
    let fragile = Fragile { agents: lines, rate: load / 60.0, ..FRAGILE };
    let choose = |n: u32, k: u32| -> f64 {
        if k > n {
            return 0.0;
        }
        (0..k).map(|i| f64::from(n - i) / f64::from(k - i)).product()
    };
    for drops in [true, false] {
        let chain = equilibrium((0u32, true), |(busy, up)| {
            let working = if up { lines } else { lines - failing };
            let mut next = vec![((busy.saturating_sub(1), up), f64::from(busy) / fragile.talk)];
            if busy < working {
                next.push(((busy + 1, up), fragile.rate));
            }
            match (up, drops) {
                (false, _) => next.push(((busy, true), 1.0 / fragile.repair)),
                (true, false) => next.push(((busy, false), 1.0 / fragile.between)),
                (true, true) => next.extend((0..=busy.min(failing)).map(|cut| {
                    // Of the failing lines so many are busy ones.
                    let chance = choose(busy, cut) * choose(lines - busy, failing - cut)
                        / choose(lines, failing);
                    ((busy - cut, false), chance / fragile.between)
                })),
            }
            next
        });
        let blocked = expect(&chain, |(busy, up)| {
            f64::from(u8::from(*busy >= if *up { lines } else { lines - failing }))
        });
        let busy = expect(&chain, |(busy, _)| f64::from(*busy)) / f64::from(lines);
        let outage =
            fragile.outage(Failure::Trunks { groups: vec![TrunkGroupId(0)], share: 0.5, drops });
        let without = fragile.model(&format!("lines, dropped: {drops}"), vec![]);
        let mut call_types = without.call_types().to_vec();
        call_types[0].life.trunks = Some(TrunkGroupId(0));
        let model = Model::from_parts(Parts {
            trunk_groups: vec![TrunkGroup { name: "lines".into(), lines }],
            call_types,
            routing: Routing::default(),
            outages: vec![outage],
            ..without.parts()
        })
        .unwrap();
        let oracles = [
            oracle("blocked", blocked, share(0, |calls| calls.blocked)),
            oracle("talking", busy, time_in(0, AgentState::Talking)),
        ];
        hold(&model, 150, &oracles);
    }
}
