//! A policy of one's own: MaxWeight, with a reserve of idle agents that adapts.
//!
//! A small centre has specialists for sales and for support, and agents who can do both. The
//! policy keeps some of the latter idle for sales: one more after each caller to sales who has
//! waited too long, one fewer after thirty in a row who have not. Who frees takes the call of the
//! type with the largest weight × calls waiting ÷ mean handling time (MaxWeight; Stolyar 2004).
//!
//! Both ways of routing see the same callers, with the same patience and the same work, so that
//! little of what differs is chance. Run it with `cargo run --release --example policy`.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::sync::atomic::AtomicBool;

use callsim::dist::Distribution;
use callsim::engine::{Answered, Asking, Policy, Situation, WaitingCallId};
use callsim::experiment::{Results, Settings, run, run_with_policy};
use callsim::model::{
    AgentGroup, AgentId, Arrivals, CallType, CallTypeId, Horizon, Model, ProfileId, Routing, Skill,
};
use callsim::observe::Scope;
use callsim::time::{SimDuration, SimTime};

const SALES: CallTypeId = CallTypeId(0);
const SUPPORT: CallTypeId = CallTypeId(1);

/// MaxWeight, with idle agents kept back for one type.
#[derive(Clone, Debug)]
struct AdaptiveReserve {
    /// What a call of each type weighs that waits, times its service rate.
    weights: Vec<f64>,
    /// For whom agents who can do more are kept back.
    dear: CallTypeId,
    /// How long a call of this type may wait.
    patience: SimDuration,
    /// How many of a group who can do more stay idle for it.
    reserve: u32,
    /// How many in a row have not waited longer.
    in_time: u32,
}

impl AdaptiveReserve {
    const LARGEST: u32 = 4;
    const IN_A_ROW: u32 = 30;

    fn new(model: &Model, dear: CallTypeId) -> Self {
        let rate = |each: &CallType| 1.0 / each.mean_handling(model.horizon(), SimTime::ZERO);
        let weight = |each: &CallType| each.routing.value * rate(each);
        AdaptiveReserve {
            weights: model.call_types().iter().map(weight).collect(),
            dear,
            patience: model.call_types()[dear.index()].objective.within,
            reserve: 0,
            in_time: 0,
        }
    }

    /// Whether agents of a profile may take calls of a type if so many of their group are idle, the
    /// one who would take it included.
    fn lets(&self, model: &Model, profile: ProfileId, call_type: CallTypeId, idle: u32) -> bool {
        let skills = &model.profiles()[profile.index()].skills;
        let is_wanted = skills.iter().any(|skill| skill.call_type == self.dear);
        call_type == self.dear || !is_wanted || idle > self.reserve
    }
}

impl Policy for AdaptiveReserve {
    fn restart(&mut self, _model: &Model, _seed: u64, _replication: u64) {
        self.reserve = 0;
        self.in_time = 0;
    }

    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        let model = situation.model();
        let profiles = model.profiles_for(asking.call_type).iter().flatten();
        let open = profiles.filter(|profile| {
            let group = model.profiles()[profile.index()].group;
            self.lets(model, **profile, asking.call_type, situation.idle_agents(group))
        });
        let longest_idle = open.filter_map(|profile| situation.longest_idle(*profile));
        // Specialists first; of several, who has been idle longest.
        let order = longest_idle.min_by_key(|agent| {
            let skills = model.profiles()[agent.profile().index()].skills.len();
            (skills, agent.idle_since(), agent.lot())
        });
        Some(order?.id())
    }

    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId> {
        let (model, view) = (situation.model(), situation.agent(agent));
        // Not idle yet.
        let idle = situation.idle_agents(view.group()) + 1;
        let eligible = model.eligible(view.profile()).iter();
        let open = eligible.filter(|each| self.lets(model, view.profile(), each.call_type, idle));
        let weighed = open.filter_map(|each| {
            let first = situation.first_in(each.queue)?;
            let waiting = f64::from(situation.queue_length(each.call_type));
            Some((self.weights[each.call_type.index()] * waiting, first))
        });
        Some(weighed.max_by(|one, other| one.0.total_cmp(&other.0))?.1)
    }

    fn call_answered(&mut self, now: SimTime, answered: &Answered, _is_task: bool) {
        if answered.call_type != self.dear {
            return;
        }
        if now - answered.entered > self.patience {
            self.reserve = (self.reserve + 1).min(Self::LARGEST);
            self.in_time = 0;
            return;
        }
        self.in_time += 1;
        if self.in_time == Self::IN_A_ROW {
            self.reserve = self.reserve.saturating_sub(1);
            self.in_time = 0;
        }
    }
}

/// Ten hours of sales and support.
fn centre() -> Result<Model, Box<dyn std::error::Error>> {
    let horizon = Horizon::length(SimDuration::from_secs(36_000), SimDuration::ZERO, None)?;
    let exponential = Distribution::exponential;
    let mut sales = CallType::new(
        "sales",
        Arrivals::constant(&horizon, 150.0 / 3600.0),
        exponential(240.0)?,
        Some(exponential(120.0)?),
    );
    sales.routing.value = 5.0;
    let support = CallType::new(
        "support",
        Arrivals::constant(&horizon, 120.0 / 3600.0),
        exponential(360.0)?,
        Some(exponential(300.0)?),
    );
    let skill = Skill::first_choice;
    let groups = vec![
        AgentGroup::constant("sales", 7, vec![skill(SALES)], &horizon),
        AgentGroup::constant("support", 9, vec![skill(SUPPORT)], &horizon),
        AgentGroup::constant("all-round", 7, vec![skill(SALES), skill(SUPPORT)], &horizon),
    ];
    Ok(Model::new("sales-and-support", horizon, vec![sales, support], groups, Routing::default())?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", comparison(100)?);
    Ok(())
}

/// What both ways of routing come to over some replications, as a table.
pub(crate) fn comparison(replications: u64) -> Result<String, Box<dyn std::error::Error>> {
    let model = centre()?;
    let settings = Settings {
        replications: 0..replications,
        seed: 1,
        confidence: 0.95,
        threads: 0,
        spool_folder: std::env::temp_dir(),
    };
    let never = AtomicBool::new(false);
    let by_rules = run(&model, &settings, &(), &never, &mut ())?;
    let policy = AdaptiveReserve::new(&model, SALES);
    let by_policy = run_with_policy(&model, policy, &settings, (&(), &never, &mut ()))?;
    let mut table = format!("{:<8} {:<14}", "type", "measure");
    table += &format!(" {:>20} {:>20}\n", "longest idle, fcfs", "adaptive reserve");
    for (id, call_type) in [SALES, SUPPORT].into_iter().zip(model.call_types()) {
        for measure in ["service_level", "asa", "abandonment"] {
            let scope = Scope::CallType(id);
            let [rules, own] = [&by_rules, &by_policy].map(|each| estimate(each, scope, measure));
            table += &format!("{:<8} {measure:<14} {rules:>20} {own:>20}\n", call_type.name);
        }
    }
    Ok(table)
}

/// A ratio of means with the bounds of its confidence interval.
fn estimate(results: &Results, scope: Scope, measure: &str) -> String {
    let estimate = results.measure(scope, measure).and_then(|it| it.ratio_of_means);
    match estimate.map(|it| (it.value, it.low, it.high)) {
        Some((value, Some(low), Some(high))) => format!("{value:.3} ({low:.3}-{high:.3})"),
        Some((value, _, _)) => format!("{value:.3}"),
        None => "–".to_owned(),
    }
}
