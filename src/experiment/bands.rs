//! The day interval by interval: what is kept of each replication, and the bands over all.

use crate::model::{Model, ServiceLevelRule};
use crate::observe::{
    AgentCounts, CallCounts, Observations, Ratio, Scope, agent_group_ids, call_type_ids, seconds,
    service_level,
};
use crate::time::SimTime;

/// How many values an interval has for calls, and how many for agents.
const OF_CALLS: usize = 6;
const OF_AGENTS: usize = 3;

/// A value in one interval, over all replications.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// The mean; of a ratio the ratio of sums.
    pub mean: Option<f64>,
    /// The value that 5 % of the replications with a value do not exceed.
    pub p05: Option<f32>,
    /// The value that 95 % of them do not exceed.
    pub p95: Option<f32>,
}

/// What happened in one interval.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// Which of the model's intervals.
    pub interval: usize,
    /// Whose calls or agents.
    pub scope: Scope,
    /// The calls; none for an agent group.
    pub calls: Option<CallBands>,
    /// The agents; none for a call type.
    pub agents: Option<AgentBands>,
}

/// The calls of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CallBands {
    /// Calls offered.
    pub offered: Band,
    /// Calls answered.
    pub answered: Band,
    /// Calls abandoned.
    pub abandoned: Band,
    /// The service level by the chosen rule.
    pub service_level: Band,
    /// The mean wait of the answered, in seconds.
    pub asa: Band,
    /// The time-average of the queue; none in an interval without end.
    pub queue: Band,
}

/// The agents of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AgentBands {
    /// How many are logged in on average; none in an interval without end.
    pub staff: Band,
    /// How many of them are available, talking or wrapping up; none in an interval without end.
    pub on_calls: Band,
    /// The share of the time ready for calls that they spend handling them.
    pub occupancy: Band,
}

/// How many values are kept of each replication.
pub(super) fn columns(model: &Model) -> usize {
    let of_calls = OF_CALLS * (1 + model.call_types().len());
    let of_agents = OF_AGENTS * (1 + model.agent_groups().len());
    (of_calls + of_agents) * model.horizon().intervals().len()
}

/// The columns of a measure of somebody, one for each interval of the model, among those that
/// [`evaluate`] fills; none if nothing is kept of it.
pub(super) fn columns_of(model: &Model, scope: Scope, measure: &str) -> Option<Vec<usize>> {
    let of_calls =
        ["offered", "answered", "abandoned", "service_level", "asa", "queue_mean"].map(Some);
    let of_agents = [None, None, Some("occupancy")];
    let place = |names: &[Option<&str>]| names.iter().position(|name| *name == Some(measure));
    let types = model.call_types().len();
    let before_groups = OF_CALLS * (1 + types) + OF_AGENTS;
    let place = match scope {
        Scope::All => place(&of_calls).or_else(|| Some(OF_CALLS + place(&of_agents)?))?,
        Scope::CallType(id) => OF_CALLS * (1 + id.index()) + OF_AGENTS + place(&of_calls)?,
        Scope::AgentGroup(id) => before_groups + OF_AGENTS * id.index() + place(&of_agents)?,
        Scope::TrunkGroup(_) | Scope::Outage(_) | Scope::FloorRule(_) | Scope::Phase(_) => {
            return None;
        }
    };
    let of_an_interval = before_groups + OF_AGENTS * model.agent_groups().len();
    let intervals = 0..model.horizon().intervals().len();
    Some(intervals.map(|interval| interval * of_an_interval + place).collect())
}

/// The values of one replication, interval by interval; not-a-number stands for none.
pub(super) fn evaluate(model: &Model, observations: &Observations, values: &mut Vec<f32>) {
    values.clear();
    let mut first = 0;
    for_each_scope(model, observations, |_, scope, counts| {
        let (calls, agents) = counts.values(1);
        let or_none = |value: Option<f64>| value.map_or(f32::NAN, |value| value as f32);
        values.extend(calls.into_iter().flatten().map(or_none));
        values.extend(agents.into_iter().flatten().map(or_none));
        if scope == Scope::All {
            values[first..].rotate_right(OF_CALLS + OF_AGENTS);
            first = values.len();
        }
    });
}

/// The rows of all intervals, from the totals of `replications`, without their quantiles.
pub(super) fn means(model: &Model, totals: &Observations, replications: u64) -> Vec<IntervalRow> {
    let mut rows = Vec::new();
    let mut first = 0;
    for_each_scope(model, totals, |interval, scope, counts| {
        let (calls, agents) = counts.values(replications);
        let band = |mean| Band { mean, ..Band::default() };
        let calls = calls.map(|values| {
            let [offered, answered, abandoned, service_level, asa, queue] = values.map(band);
            CallBands { offered, answered, abandoned, service_level, asa, queue }
        });
        let agents = agents.map(|values| {
            let [staff, on_calls, occupancy] = values.map(band);
            AgentBands { staff, on_calls, occupancy }
        });
        rows.push(IntervalRow { interval, scope, calls, agents });
        if scope == Scope::All {
            rows[first..].rotate_right(1);
            first = rows.len();
        }
    });
    rows
}

/// Every band of the rows, in the order in which [`evaluate`] gives their values.
pub(super) fn bands_of(rows: &mut [IntervalRow]) -> impl Iterator<Item = &mut Band> {
    rows.iter_mut().flat_map(|row| {
        let calls = row.calls.iter_mut().flat_map(|calls| {
            let CallBands { offered, answered, abandoned, service_level, asa, queue } = calls;
            [offered, answered, abandoned, service_level, asa, queue]
        });
        let agents = row.agents.iter_mut().flat_map(|agents| {
            let AgentBands { staff, on_calls, occupancy } = agents;
            [staff, on_calls, occupancy]
        });
        calls.chain(agents)
    })
}

/// The counts of one scope in one interval.
struct Counts {
    calls: Option<Calls>,
    agents: Option<Agents>,
    /// In seconds; none if the interval has no end.
    length: Option<f64>,
}

/// Some values, each of which may be missing; none if there is nobody of whom to tell.
type Told<const N: usize> = Option<[Option<f64>; N]>;

/// What is told of the calls.
#[derive(Clone, Copy)]
struct Calls {
    offered: u64,
    answered: u64,
    abandoned: u64,
    service_level: Ratio,
    wait_answered: u128,
    queue_time: u128,
}

/// What is told of the agents: times in microseconds.
#[derive(Clone, Copy)]
struct Agents {
    staff: u128,
    on_calls: u128,
    handling: u128,
}

impl Calls {
    const NONE: Calls = Calls {
        offered: 0,
        answered: 0,
        abandoned: 0,
        service_level: Ratio::NONE,
        wait_answered: 0,
        queue_time: 0,
    };

    fn of(counts: &CallCounts, rule: ServiceLevelRule) -> Self {
        let CallCounts { offered, answered, abandoned, wait_answered, queue_time, .. } = *counts;
        let service_level = service_level(counts, rule);
        Calls { offered, answered, abandoned, service_level, wait_answered, queue_time }
    }

    fn add(&mut self, other: &Calls) {
        self.offered += other.offered;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.service_level = self.service_level + other.service_level;
        self.wait_answered += other.wait_answered;
        self.queue_time += other.queue_time;
    }
}

impl Agents {
    const NONE: Agents = Agents { staff: 0, on_calls: 0, handling: 0 };

    fn of(counts: &AgentCounts) -> Self {
        let (staff, on_calls) = (counts.staffed(), counts.on_calls());
        Agents { staff, on_calls, handling: counts.handling() }
    }

    fn add(&mut self, other: &Agents) {
        self.staff += other.staff;
        self.on_calls += other.on_calls;
        self.handling += other.handling;
    }
}

impl Counts {
    /// The values of the calls and those of the agents, as means over so many replications.
    fn values(&self, replications: u64) -> (Told<OF_CALLS>, Told<OF_AGENTS>) {
        let n = replications as f64;
        let per_replication =
            |count: u64| Ratio { numerator: count as f64, denominator: n }.value();
        let time_average = |micros: u128| {
            let time = n * self.length?;
            Ratio { numerator: seconds(micros), denominator: time }.value()
        };
        let calls = self.calls.map(|calls| {
            [
                per_replication(calls.offered),
                per_replication(calls.answered),
                per_replication(calls.abandoned),
                calls.service_level.value(),
                Ratio::of_time_per(calls.wait_answered, calls.answered).value(),
                time_average(calls.queue_time),
            ]
        });
        let agents = self.agents.map(|agents| {
            let occupancy = Ratio::of_times(agents.handling, agents.on_calls).value();
            [time_average(agents.staff), time_average(agents.on_calls), occupancy]
        });
        (calls, agents)
    }
}

/// Shows the counts of every interval: of each call type, of each agent group, and then of
/// everything together, which wherever it is kept comes before them.
fn for_each_scope(
    model: &Model,
    observations: &Observations,
    mut show: impl FnMut(usize, Scope, &Counts),
) {
    for (index, interval) in model.horizon().intervals().iter().enumerate() {
        let length =
            (interval.end != SimTime::NEVER).then(|| (interval.end - interval.start).as_secs_f64());
        let (mut all_calls, mut all_agents) = (Calls::NONE, Agents::NONE);
        for (id, call_type) in call_type_ids(model).zip(model.call_types()) {
            let calls = Calls::of(&observations.calls(id)[index], call_type.objective.rule);
            all_calls.add(&calls);
            let counts = Counts { calls: Some(calls), agents: None, length };
            show(index, Scope::CallType(id), &counts);
        }
        for id in agent_group_ids(model) {
            let agents = Agents::of(&observations.agents(id)[index]);
            all_agents.add(&agents);
            let counts = Counts { calls: None, agents: Some(agents), length };
            show(index, Scope::AgentGroup(id), &counts);
        }
        let all = Counts { calls: Some(all_calls), agents: Some(all_agents), length };
        show(index, Scope::All, &all);
    }
}
