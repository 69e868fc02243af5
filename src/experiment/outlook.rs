//! What can be said of a model before it is simulated, by simple arithmetic.

use super::bottleneck::Bottleneck;
use super::planned::Plan;
use super::skills::{Classes, Connected, connected};
use super::traffic::{Flow, Traffic};
use crate::model::{AgentGroupId, CallTypeId, Interval, IntervalKind, Ivr, Model};
use crate::observe::call_type_ids;
use crate::time::SimTime;

/// What is expected of a model: work, staff, and whether the one fits the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The call types, in the order of the model.
    pub call_types: Vec<ExpectedWork>,
    /// The agent groups, in the order of the model.
    pub agent_groups: Vec<PlannedStaff>,
    /// Call types and agent groups that have to do with each other.
    pub pools: Vec<Pool>,
}

/// The work that a call type is expected to bring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedWork {
    /// First attempts per open day; per hour in a plain length.
    pub first_attempts: f64,
    /// Calls and tasks that enter the queue, per day or hour: those that come by IVR routes,
    /// transfers and repeat calls are counted, those that end in the IVR are not.
    pub calls: f64,
    /// The mean handling time in seconds, consultations included, for an agent of speed 1.
    pub handling: f64,
    /// The mean load in Erlangs while the lines are open.
    pub load: f64,
    /// The load of the busiest interval.
    pub peak_load: f64,
}

/// The agents that are planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedStaff {
    /// Hours logged in, breaks included, in one replication: the measure `staffed_hours` but for
    /// overtime.
    pub staffed_hours: f64,
    /// Of these, on no break or other activity.
    ///
    /// An activity with a `max_away` is staggered: whoever may not go yet goes when somebody comes
    /// back, as if nobody were held up by a call.
    pub hours_on_calls: f64,
    /// The most agents there at once.
    pub peak: u32,
}

/// Call types and agent groups connected by skills: what any of them can't do falls to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// The call types.
    pub call_types: Vec<CallTypeId>,
    /// The agent groups that serve them.
    pub agent_groups: Vec<AgentGroupId>,
    /// Load ÷ agents over all open intervals; none without agents. Nobody is thought to hang up.
    pub occupancy: Option<f64>,
    /// The open interval with the highest load ÷ agents of any set of call types; none if there is
    /// no load.
    pub busiest: Option<BusyInterval>,
    /// How many open intervals have some call types with more load than agents.
    pub overloaded: usize,
    /// The most work that piles up while the load exceeds the agents, in hours of an agent.
    /// Nobody is thought to hang up; whatever is left at closing is gone in the morning.
    pub backlog: f64,
}

/// An interval with the call types for which agents are scarcest then.
///
/// However calls are routed, these call types have no more agents than those who serve any of
/// them. Agents are thought to work at speed 1.
#[derive(Clone, Debug, PartialEq)]
pub struct BusyInterval {
    /// Which of the model's intervals.
    pub interval: usize,
    /// The call types.
    pub call_types: Vec<CallTypeId>,
    /// Their load in Erlangs.
    pub load: f64,
    /// The mean number of agents, on no activity, who serve any of them.
    pub agents: f64,
}

impl Outlook {
    /// What is expected of `model`.
    pub fn new(model: &Model) -> Self {
        let open = open_intervals(model);
        let flows = flows(model, &open);
        let loads: Vec<_> =
            call_type_ids(model).map(|id| loads(id, model, &open, &flows)).collect();
        let slices: Vec<_> = open.iter().map(|(_, slice)| *slice).collect();
        let groups = model.agent_groups();
        let plans: Vec<_> =
            groups.iter().map(|group| Plan::new(group, model.horizon(), &slices)).collect();
        let hours: f64 = open.iter().map(|(_, slice)| hours(slice)).sum();
        let days = model.horizon().open_hours().len() as f64;
        let per = if model.horizon().start_date().is_some() { days } else { hours };
        let call_types = call_type_ids(model).zip(&loads).map(|(id, loads)| {
            let arrivals = &model.call_types()[id.index()].arrivals;
            let first_attempts: f64 =
                open.iter().map(|(_, slice)| arrivals.expected_calls(slice.start, slice.end)).sum();
            let calls: f64 = flows.iter().map(|flow| flow.queued[id.index()]).sum();
            let load_hours = load_hours(loads, &open);
            ExpectedWork {
                first_attempts: first_attempts / per,
                calls: calls / per,
                handling: if calls > 0.0 { 3600.0 * load_hours / calls } else { 0.0 },
                load: load_hours / hours,
                peak_load: loads.iter().copied().fold(0.0, f64::max),
            }
        });
        let call_types: Vec<_> = call_types.collect();
        let agent_groups = plans.iter().map(|plan| PlannedStaff {
            staffed_hours: plan.staffed_hours,
            hours_on_calls: plan.hours_on_calls,
            peak: plan.peak,
        });
        Outlook {
            agent_groups: agent_groups.collect(),
            pools: connected(model)
                .into_iter()
                .map(|pool| outlook_of(pool, model, &open, &loads, &plans))
                .collect(),
            call_types,
        }
    }
}

/// The open intervals with their places in the horizon.
fn open_intervals(model: &Model) -> Vec<(usize, Interval)> {
    let all = model.horizon().intervals().iter().copied().enumerate();
    all.filter(|(_, slice)| slice.kind == IntervalKind::Open).collect()
}

fn hours(slice: &Interval) -> f64 {
    (slice.end - slice.start).as_secs_f64() / 3600.0
}

/// The sum over intervals of a mean number times the length, in hours.
fn load_hours(numbers: &[f64], open: &[(usize, Interval)]) -> f64 {
    numbers.iter().zip(open).map(|(number, (_, slice))| number * hours(slice)).sum()
}

/// What the first attempts of each open interval lead to.
fn flows(model: &Model, open: &[(usize, Interval)]) -> Vec<Flow> {
    let traffic = Traffic::new(model);
    let flow = |(_, slice): &(usize, Interval)| {
        let calls = model.call_types().iter().map(|each| &each.arrivals);
        let calls = calls.map(|each| each.expected_calls(slice.start, slice.end));
        traffic.flow(&calls.collect::<Vec<_>>())
    };
    open.iter().map(flow).collect()
}

/// The load that a call type brings in each open interval, in Erlangs.
fn loads(id: CallTypeId, model: &Model, open: &[(usize, Interval)], flows: &[Flow]) -> Vec<f64> {
    let call_type = &model.call_types()[id.index()];
    // Calls of a trace bring their own work as far as the IVR lets them through.
    let come_through = call_type.life.ivr.as_ref().map_or(1.0, Ivr::goes_on);
    let load = |((_, slice), flow): (&(usize, Interval), &Flow)| {
        let seconds = flow.queued[id.index()]
            * call_type.mean_handling(model.horizon(), slice.start)
            + come_through * call_type.traced_excess(model.horizon(), slice.start, slice.end)
            + flow.consults[id.index()];
        seconds / 3600.0 / hours(slice)
    };
    open.iter().zip(flows).map(load).collect()
}

fn outlook_of(
    pool: Connected,
    model: &Model,
    open: &[(usize, Interval)],
    loads: &[Vec<f64>],
    plans: &[Plan],
) -> Pool {
    let classes = Classes::new(&pool, model);
    let Connected { call_types, agent_groups } = pool;
    let (mut load, mut agents) = (0.0, 0.0);
    let mut busiest: Option<(usize, Bottleneck)> = None;
    let mut overloaded = 0;
    let (mut waiting, mut backlog, mut last_end) = (0.0, 0.0, SimTime::ZERO);
    for (place, (_, slice)) in open.iter().enumerate() {
        let loads: Vec<_> = call_types.iter().map(|id| loads[id.index()][place]).collect();
        let on_calls = agent_groups.iter().map(|id| plans[id.index()].on_calls[place]);
        let on_calls: Vec<_> = on_calls.collect();
        load += hours(slice) * loads.iter().sum::<f64>();
        agents += hours(slice) * on_calls.iter().sum::<f64>();
        let bottleneck = Bottleneck::find(
            &classes.of_each_call_type(&loads),
            &classes.of_each_group(&on_calls),
            &classes.serves,
        );
        let excess = match &bottleneck {
            Some(found) if found.is_short() => found.load - found.staff,
            Some(_) | None => loads.iter().sum::<f64>() - on_calls.iter().sum::<f64>(),
        };
        let from_before = if slice.start == last_end { waiting } else { 0.0 };
        waiting = f64::max(from_before + hours(slice) * excess, 0.0);
        (backlog, last_end) = (f64::max(backlog, waiting), slice.end);
        let Some(bottleneck) = bottleneck else { continue };
        overloaded += usize::from(bottleneck.is_short());
        // Of equals the first.
        if busiest.as_ref().is_none_or(|(_, worst)| bottleneck.share() > worst.share()) {
            busiest = Some((place, bottleneck));
        }
    }
    let busiest = busiest.map(|(place, found)| {
        let mut is_found = vec![false; classes.of_call_types.len()];
        found.call_types.iter().for_each(|class| is_found[*class] = true);
        let calls = call_types.iter().zip(&classes.of_call_types).filter(|(id, class)| {
            // Of those that are alike, the ones that bring load.
            is_found[**class] && loads[id.index()][place] > 0.0
        });
        BusyInterval {
            interval: open[place].0,
            call_types: calls.map(|(id, _)| *id).collect(),
            load: found.load,
            agents: found.staff,
        }
    });
    let occupancy = (agents > 0.0).then(|| load / agents);
    Pool { occupancy, busiest, overloaded, backlog, call_types, agent_groups }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn load_is_calls_times_handling_and_occupancy_is_load_per_agent() {
        let outlook = Outlook::new(&help_desk(2, &[0.8, 0.9]));
        // 30 calls of each type an hour, two hours a day, a minute each.
        let work = outlook.call_types[1];
        for (got, want) in [(work.calls, 60.0), (work.handling, 60.0), (work.load, 0.5)] {
            assert!((got - want).abs() < 1e-9, "{got} against {want}");
        }
        assert_eq!(outlook.pools.len(), 1);
        assert!((outlook.pools[0].occupancy.unwrap() - 0.5).abs() < 1e-9);
        assert_eq!((outlook.pools[0].overloaded, outlook.agent_groups[0].peak), (0, 2));
    }
}
