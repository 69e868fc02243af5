//! The measures of one model, and how they are read from the observations of a replication.

use std::ops::Range;

use super::measures::{
    ANSWERED, Measure, OF_AGENTS, OF_CALLS, OF_OUTAGES, OF_PHASES, OF_RULES, OF_TRUNKS, Source,
    in_hours, time,
};
use super::need::can_do_to_calls;
use super::payroll::Payroll;
use super::ratio::seconds;
use super::wait_quantiles::wait_quantile;
use super::{
    AgentCounts, CallCounts, Observations, OutageCounts, Phase, Ratio, RuleCounts, Sums,
    TrunkCounts, WaitHistogram, service_level,
};
use crate::model::{
    ActivityKind, AgentGroupId, AgentState, CallTypeId, FloorRuleId, IntervalKind, Model, Outage,
    OutageId, Staffing, TrunkGroupId,
};

/// Whose measure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole call centre.
    All,
    /// One call type.
    CallType(CallTypeId),
    /// One agent group.
    AgentGroup(AgentGroupId),
    /// One trunk group.
    TrunkGroup(TrunkGroupId),
    /// One outage.
    Outage(OutageId),
    /// One floor rule.
    FloorRule(FloorRuleId),
    /// Calls of all types, by whether there was an outage when they came.
    Phase(Phase),
}

/// A measure of somebody: a column in a table that has a row for each replication.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Whose measure.
    pub scope: Scope,
    /// Which measure.
    pub measure: &'static Measure,
}

/// All measures of one model, and how to read them from observations.
#[derive(Clone, Debug)]
pub struct Catalogue<'m> {
    model: &'m Model,
    columns: Vec<Column>,
    types: Vec<CallTypeId>,
    /// How long the queue is watched, in seconds: all open intervals.
    watched: f64,
    payroll: Payroll,
    nothing: Nothing,
}

impl Scope {
    /// The kind of scope, as files name it.
    pub const fn kind(self) -> &'static str {
        match self {
            Scope::All => "all",
            Scope::CallType(_) => "call_type",
            Scope::AgentGroup(_) => "agent_group",
            Scope::TrunkGroup(_) => "trunk_group",
            Scope::Outage(_) => "outage",
            Scope::FloorRule(_) => "rule",
            Scope::Phase(_) => "phase",
        }
    }

    /// The name of the call type, agent group, …; `all` for the whole call centre.
    pub fn name(self, model: &Model) -> &str {
        match self {
            Scope::All => "all",
            Scope::CallType(id) => &model.call_types()[id.index()].name,
            Scope::AgentGroup(id) => &model.agent_groups()[id.index()].name,
            Scope::TrunkGroup(id) => &model.trunk_groups()[id.index()].name,
            Scope::Outage(id) => &model.outages()[id.index()].name,
            Scope::FloorRule(id) => &model.floor_rules()[id.index()].name,
            Scope::Phase(phase) => phase.name(),
        }
    }
}

impl<'m> Catalogue<'m> {
    /// All measures that `model` has: first of everything together, then of each call type, then
    /// of each agent group and trunk group, then of outages, floor rules and phases.
    ///
    /// What no call of the model can do and no agent can be in is no measure of it.
    pub fn new(model: &'m Model) -> Self {
        let states = possible_states(model);
        let of_calls: Vec<_> = OF_CALLS.iter().filter(|each| each.need.is_met(model)).collect();
        let payroll = Payroll::new(model);
        let of_agents = |knows_wages: bool| {
            let states = &states;
            OF_AGENTS.iter().filter(move |measure| match measure.source {
                Source::TimeIn(state) => states.contains(&state),
                Source::WageCost => knows_wages,
                _ => true,
            })
        };
        let of_all_agents =
            of_agents(payroll.knows_all()).filter(|measure| measure.name != ANSWERED);
        let mut columns = Vec::new();
        let mut add = |scope, measure| columns.push(Column { scope, measure });
        of_calls.iter().copied().chain(of_all_agents).for_each(|measure| add(Scope::All, measure));
        for call_type in call_type_ids(model) {
            of_calls.iter().for_each(|measure| add(Scope::CallType(call_type), measure));
        }
        for group in agent_group_ids(model) {
            of_agents(payroll.knows(group))
                .for_each(|measure| add(Scope::AgentGroup(group), measure));
        }
        for group in trunk_group_ids(model) {
            OF_TRUNKS.iter().for_each(|measure| add(Scope::TrunkGroup(group), measure));
        }
        for (id, outage) in outage_ids(model).zip(model.outages()) {
            let tells = |measure: &&Measure| tells(outage, measure);
            OF_OUTAGES.iter().filter(tells).for_each(|measure| add(Scope::Outage(id), measure));
        }
        for id in floor_rule_ids(model) {
            OF_RULES.iter().for_each(|measure| add(Scope::FloorRule(id), measure));
        }
        let of_phases = || of_calls.iter().copied().filter(|measure| measure.is_of_phases());
        for phase in Phase::of_model(model) {
            let measures = OF_PHASES.iter().chain(of_phases());
            measures.for_each(|measure| add(Scope::Phase(*phase), measure));
        }
        let (types, watched) = (call_type_ids(model).collect(), watched(model));
        Catalogue { model, columns, types, watched, payroll, nothing: Nothing::default() }
    }

    /// The model whose measures these are.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Every measure of everybody, in the order of the files.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The values of one replication, one for each of [`columns`](Self::columns).
    pub fn evaluate(&self, observations: &Observations, values: &mut Vec<Ratio>) {
        let mut sums = Sums::new(self.model);
        sums.add_up(observations);
        self.evaluate_sums(observations, &sums, values);
    }

    /// The same for whoever has added up the observations already.
    pub fn evaluate_sums(&self, observations: &Observations, sums: &Sums, values: &mut Vec<Ratio>) {
        values.clear();
        let mut columns = self.columns.as_slice();
        while let Some(first) = columns.first() {
            let end = columns.partition_point(|column| column.scope == first.scope);
            let view = View::new(self, (observations, sums), first.scope);
            values.extend(columns[..end].iter().map(|column| view.read(&column.measure.source)));
            columns = &columns[end..];
        }
    }
}

/// The ids of a model's call types.
pub fn call_type_ids(model: &Model) -> impl Iterator<Item = CallTypeId> + use<> {
    (0..model.call_types().len() as u32).map(CallTypeId)
}

/// The ids of a model's agent groups.
pub fn agent_group_ids(model: &Model) -> impl Iterator<Item = AgentGroupId> + use<> {
    (0..model.agent_groups().len() as u32).map(AgentGroupId)
}

/// The ids of a model's trunk groups.
pub fn trunk_group_ids(model: &Model) -> impl Iterator<Item = TrunkGroupId> + use<> {
    (0..model.trunk_groups().len() as u16).map(TrunkGroupId)
}

/// The ids of a model's outages.
pub fn outage_ids(model: &Model) -> impl Iterator<Item = OutageId> + use<> {
    (0..model.outages().len() as u16).map(OutageId)
}

/// The ids of a model's floor rules.
pub fn floor_rule_ids(model: &Model) -> impl Iterator<Item = FloorRuleId> + use<> {
    (0..model.floor_rules().len() as u16).map(FloorRuleId)
}

/// Whether an outage tells a measure of outages.
fn tells(outage: &Outage, measure: &Measure) -> bool {
    match measure.source {
        Source::Hits(effect) => can_do_to_calls(&outage.failure, effect),
        Source::Recovery(_) => outage.has_recovery(),
        _ => true,
    }
}

/// What is said of a scope that has no calls, or no agents.
#[derive(Clone, Debug, Default)]
struct Nothing {
    calls: CallCounts,
    agents: AgentCounts,
    waits: WaitHistogram,
}

/// What one replication says of one scope.
struct View<'a> {
    calls: &'a CallCounts,
    agents: &'a AgentCounts,
    trunks: TrunkCounts,
    watched: f64,
    chosen: Ratio,
    days_met: Ratio,
    waits: &'a WaitHistogram,
    queue_mean: Ratio,
    wage_cost: f64,
    outage: OutageCounts,
    rule: RuleCounts,
    /// How long the phase lasted, in microseconds.
    phase_time: u128,
}

impl<'a> View<'a> {
    fn new(
        catalogue: &'a Catalogue,
        (observations, sums): (&'a Observations, &'a Sums),
        scope: Scope,
    ) -> Self {
        let Catalogue { model, nothing, .. } = catalogue;
        let mut view = View {
            calls: &nothing.calls,
            agents: &nothing.agents,
            trunks: TrunkCounts::default(),
            watched: catalogue.watched,
            chosen: Ratio::NONE,
            days_met: Ratio::NONE,
            waits: &nothing.waits,
            queue_mean: Ratio::plain(0.0),
            wage_cost: 0.0,
            outage: OutageCounts::default(),
            rule: RuleCounts::default(),
            phase_time: 0,
        };
        let cost = |id| catalogue.payroll.cost(observations, id, sums.agents(id));
        match scope {
            Scope::All => {
                (view.calls, view.waits) = (sums.all_calls(), sums.all_waits());
                view.look_at(catalogue, sums, &catalogue.types);
                view.agents = sums.all_agents();
                view.wage_cost = agent_group_ids(model).map(cost).fold(0.0, |sum, each| sum + each);
            }
            Scope::CallType(id) => {
                (view.calls, view.waits) = (sums.calls(id), sums.waits(id));
                view.look_at(catalogue, sums, &[id]);
            }
            Scope::AgentGroup(id) => {
                view.agents = sums.agents(id);
                view.wage_cost = cost(id);
            }
            Scope::TrunkGroup(id) => {
                let open = observations.trunks(id).iter().zip(model.horizon().intervals());
                open.filter(|(_, interval)| interval.kind == IntervalKind::Open)
                    .for_each(|(trunks, _)| view.trunks.merge(trunks));
            }
            Scope::Outage(id) => view.outage.merge(observations.outage(id)),
            Scope::FloorRule(id) => view.rule.merge(observations.rule(id)),
            Scope::Phase(phase) => {
                let counts = observations.phase(phase).expect("a model that has phases");
                view.calls = &counts.calls;
                view.phase_time = counts.time;
            }
        }
        view
    }

    /// Takes in what depends on the objectives and the opening hours of some call types.
    fn look_at(&mut self, catalogue: &Catalogue, sums: &Sums, types: &[CallTypeId]) {
        let level = |id: &CallTypeId| {
            let rule = catalogue.model.call_types()[id.index()].objective.rule;
            service_level(sums.calls(*id), rule)
        };
        self.chosen = types.iter().map(level).fold(Ratio::NONE, |sum, each| sum + each);
        self.days_met = sums.days_met(types, 0..sums.days());
        self.queue_mean = Ratio::plain(seconds(sums.queue_time(types)) / catalogue.watched);
    }

    fn read(&self, source: &Source) -> Ratio {
        match source {
            Source::Count(of) => Ratio::plain(of(self.calls) as f64),
            Source::Calls(of) => of(self.calls),
            Source::ShareOfCalls(of) => {
                let (part, whole) = of(self.calls);
                Ratio::of_counts(part, whole)
            }
            Source::Trunks(of) => Ratio::plain(of(&self.trunks, self.watched)),
            Source::ServiceLevel(rule) => service_level(self.calls, *rule),
            Source::ChosenServiceLevel => self.chosen,
            Source::DaysMet => self.days_met,
            Source::WaitQuantile(share) => {
                let longest = seconds(self.calls.wait_max.into());
                // Inside its bucket the interpolation does not know where the longest wait is.
                let quantile = wait_quantile(self.waits, *share).map(|wait| wait.min(longest));
                quantile.map_or(Ratio::NONE, Ratio::plain)
            }
            Source::QueueMean => self.queue_mean,
            Source::Time(of) => Ratio::plain(in_hours(of(self.agents))),
            Source::Agents(of) => of(self.agents),
            Source::TimeIn(state) => Ratio::plain(in_hours(time(self.agents, *state))),
            Source::WageCost => Ratio::plain(self.wage_cost),
            Source::Outage(of) => Ratio::plain(of(&self.outage)),
            Source::Hits(effect) => Ratio::plain(self.outage.hits[effect.index()] as f64),
            Source::Recovery(of) => of(&self.outage),
            Source::Rule(of) => Ratio::plain(of(&self.rule)),
            Source::PhaseTime => Ratio::plain(in_hours(self.phase_time)),
        }
    }
}

/// The intervals of each day; a plain length counts as one.
pub fn intervals_by_day(model: &Model) -> Vec<Range<usize>> {
    let intervals = model.horizon().intervals();
    let mut end = 0;
    let by_day = intervals.chunk_by(|one, next| one.day == next.day);
    by_day
        .map(|day| {
            end += day.len();
            end - day.len()..end
        })
        .collect()
}

/// The length of all open intervals, in seconds.
fn watched(model: &Model) -> f64 {
    let open = model.horizon().intervals().iter().filter(|each| each.kind == IntervalKind::Open);
    open.map(|each| (each.end - each.start).as_secs_f64()).sum()
}

/// What agents of a model can be doing.
pub fn possible_states(model: &Model) -> Vec<AgentState> {
    let groups = model.agent_groups();
    let rings = groups.iter().any(|group| group.ring.is_some());
    let rests = groups.iter().any(|group| group.people.rest.is_some());
    let shifts = groups.iter().flat_map(|group| match &group.staffing {
        Staffing::HeadCount(_) => &[],
        Staffing::Shifts(shifts) => shifts.as_slice(),
    });
    let planned: Vec<_> =
        shifts.flat_map(|shift| shift.activities.iter().map(|activity| activity.kind)).collect();
    let is_possible = |state: &AgentState| match state {
        AgentState::Available | AgentState::Talking | AgentState::WrapUp => true,
        AgentState::Ringing | AgentState::NotReady => rings,
        AgentState::Away(ActivityKind::Rest) => rests,
        AgentState::Away(kind) => planned.contains(kind),
        AgentState::Down => model.outages().iter().any(Outage::stops_agents),
    };
    AgentState::ALL.into_iter().filter(is_possible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    fn value(model: &Model, observations: &Observations, scope: Scope, name: &str) -> Ratio {
        let catalogue = Catalogue::new(model);
        let mut values = Vec::new();
        catalogue.evaluate(observations, &mut values);
        assert_eq!(values.len(), catalogue.columns().len());
        values[catalogue.column_of(scope, name).unwrap()]
    }

    /// Of so many calls answered, so many in time.
    fn answered(within: u64, answered: u64) -> CallCounts {
        CallCounts { offered: answered, answered, answered_within: within, ..CallCounts::default() }
    }

    #[test]
    fn each_day_is_met_or_not_and_all_together_only_if_every_call_type_is() {
        let model = help_desk(2, &[0.8, 0.9]);
        let per_type = model.horizon().intervals().len();
        let mut calls = vec![CallCounts::default(); 2 * per_type];
        // First day: 80 of 100 and 9 of 10, in two intervals. Second day: 7 of 10 and nobody.
        (calls[1], calls[2]) = (answered(50, 50), answered(30, 50));
        calls[per_type + 1] = answered(9, 10);
        calls[per_type / 2 + 1] = answered(7, 10);
        let day = Observations::made_up(&model, calls, Vec::new());
        let met = |scope| value(&model, &day, scope, "probability_met");
        assert_eq!(met(Scope::CallType(CallTypeId(0))), Ratio::of_counts(1, 2));
        assert_eq!(met(Scope::CallType(CallTypeId(1))), Ratio::of_counts(1, 1));
        assert_eq!(met(Scope::All), Ratio::of_counts(1, 2));
        let level = value(&model, &day, Scope::All, "service_level");
        assert_eq!(level, Ratio::of_counts(96, 120));
    }

    #[test]
    fn a_measure_without_observations_has_no_value() {
        let model = help_desk(1, &[0.8]);
        let nothing = Observations::new(&model);
        let of = |name| value(&model, &nothing, Scope::All, name).value();
        for name in ["service_level", "probability_met", "asa", "wait_p90", "wait_max", "occupancy"]
        {
            assert_eq!(of(name), None, "{name}");
        }
        assert_eq!(of("offered"), Some(0.0));
        assert_eq!(of("queue_mean"), Some(0.0));
    }

    #[test]
    fn the_mean_queue_is_the_time_waited_per_time_open() {
        let model = help_desk(1, &[0.8]);
        let mut calls = vec![CallCounts::default(); model.horizon().intervals().len()];
        // Two hours open, one call-hour of waiting in them, and some after closing.
        calls[1].queue_time = 3_600_000_000;
        *calls.last_mut().unwrap() = CallCounts { queue_time: 5_000_000, ..calls[0].clone() };
        let day = Observations::made_up(&model, calls, Vec::new());
        assert_eq!(value(&model, &day, Scope::All, "queue_mean").value(), Some(0.5));
    }
}
