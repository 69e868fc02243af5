//! The random centres have everything, also together, and whatever they have, an experiment on them
//! depends neither on threads nor on how its replications are divided.

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use callsim::engine::{Engine, Observer, Stretch};
use callsim::experiment::{
    Journal, Plan, Reduction, Results, Settings, Shard, Sink, Stored, continue_run, run,
};
use callsim::model::{
    AgentGroup, AgentId, AtClose, BalkingThreshold, CallType, Model, NextStepKind, Opening, People,
    Period, Process, Staffing, StepAction, SurgeEffect, WaitEstimator, WhenFull,
};
use callsim::observe::{Column, Ratio};
use callsim::time::{MICROS_PER_DAY, SimTime};
use common::{centres, fixed, peopled};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// What a centre has, each by a name.
fn features(model: &Model) -> Vec<&'static str> {
    let mut all = features_of_time(model);
    model.call_types().iter().for_each(|each| all.extend(features_of_calls(each)));
    model.call_types().iter().for_each(|each| all.extend(features_of_routes(each)));
    all.extend(present([
        ("rules", !model.is_routed_by_standard()),
        ("rank by rule", !model.routing().rank_first),
    ]));
    model.agent_groups().iter().for_each(|each| all.extend(features_of_agents(each)));
    all
}

fn present<const N: usize>(features: [(&'static str, bool); N]) -> Vec<&'static str> {
    features.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

fn features_of_time(model: &Model) -> Vec<&'static str> {
    let horizon = model.horizon();
    let days = horizon.open_hours();
    let has_days = horizon.start_date().is_some();
    present([
        ("plain loop", model.is_plain()),
        ("plain length", !has_days),
        ("one day", has_days && horizon.day_count() == 1),
        ("closed day", has_days && days.len() < horizon.day_count() as usize),
        ("open at midnight", days.windows(2).any(|pair| pair[0].close == pair[1].open)),
        ("serve-queue", horizon.at_close() == Some(AtClose::ServeQueue)),
        ("clear-queue", horizon.at_close() == Some(AtClose::ClearQueue)),
        ("carry-over", horizon.at_close() == Some(AtClose::CarryOver)),
    ])
}

fn features_of_calls(call_type: &CallType) -> Vec<&'static str> {
    let CallType { arrivals, life, redial, .. } = call_type;
    let process = match arrivals.process {
        Process::Poisson => "poisson",
        Process::Counts => "counts",
        Process::MixedCounts(_) => "mixed counts",
        Process::Renewal { .. } => "renewal",
        Process::Modulated(_) => "modulated",
        Process::Trace(_) => "trace",
    };
    let busyness = |per| arrivals.busyness.as_ref().is_some_and(|each| each.per == per);
    let surge = |is_factor| {
        let is_factor_of = |effect| matches!(effect, SurgeEffect::Factor(_));
        arrivals.surges.iter().any(|each| is_factor_of(each.effect) == is_factor)
    };
    let when_full = |is_it: fn(&WhenFull) -> bool| {
        life.admission.capacity.as_ref().is_some_and(|capacity| is_it(&capacity.when_full))
    };
    let balking = |is_it: fn(&BalkingThreshold) -> bool| {
        life.admission.balking.iter().any(|each| is_it(&each.from))
    };
    let step = |is_it: fn(&NextStepKind) -> bool| life.next_steps.iter().any(|it| is_it(&it.kind));
    let transfer = |warm: bool| {
        life.next_steps.iter().any(|each| match each.kind {
            NextStepKind::Transfer { consult, .. } => consult.is_some() == warm,
            NextStepKind::Task => false,
        })
    };
    let mut all = present([
        ("batches", arrivals.batch.is_some()),
        ("busyness by day", busyness(Period::Day)),
        ("busyness by interval", busyness(Period::Interval)),
        (
            "correlated busyness",
            arrivals.busyness.as_ref().is_some_and(|each| !each.copula.is_empty()),
        ),
        ("storm", surge(true)),
        ("mailing", surge(false)),
        ("redials", redial.is_some()),
        ("lines", life.trunks.is_some()),
        ("IVR", life.ivr.is_some()),
        ("IVR routes", life.ivr.as_ref().is_some_and(|ivr| !ivr.routes.is_empty())),
        ("rejects", when_full(|full| matches!(full, WhenFull::Reject))),
        ("overflow", when_full(|full| matches!(full, WhenFull::Overflow(_)))),
        ("voicemail", when_full(|full| matches!(full, WhenFull::Voicemail(_)))),
        ("balking by queue", balking(|from| matches!(from, BalkingThreshold::Queue(_)))),
        ("balking by wait", balking(|from| matches!(from, BalkingThreshold::Wait(_)))),
        ("announcement", life.admission.announcement.is_some()),
        ("last answered wait", life.admission.estimator == WaitEstimator::LastAnswered),
        ("hold", life.hold.is_some()),
        ("cold transfer", transfer(false)),
        ("warm transfer", transfer(true)),
        (
            "to the head",
            step(|kind| matches!(kind, NextStepKind::Transfer { head_of_queue: true, .. })),
        ),
        ("tasks", step(|kind| matches!(kind, NextStepKind::Task))),
        ("resolution", life.resolution.is_some()),
        ("repeats", life.resolution.as_ref().is_some_and(|each| each.repeat.is_some())),
        ("closing of its own", life.at_close.is_some()),
    ]);
    all.push(process);
    all
}

fn features_of_routes(call_type: &CallType) -> Vec<&'static str> {
    let steps = call_type.routing.route.as_ref().map_or(&[][..], |route| &route.steps);
    let opening = |is_it: fn(&Opening) -> bool| {
        steps.iter().any(|step| matches!(&step.action, StepAction::Open(opening) if is_it(opening)))
    };
    let overflow = |keeps_place| {
        steps.iter().any(|step| match step.action {
            StepAction::Open(_) | StepAction::OfferCallback { .. } => false,
            StepAction::Overflow { keep_place, .. } => keep_place == keeps_place,
        })
    };
    present([
        ("route", !steps.is_empty()),
        ("some groups", opening(|it| it.groups.is_some())),
        ("only those", opening(|it| it.only)),
        ("tier", opening(|it| it.tier.is_some())),
        ("reserve", opening(|it| it.reserve > 0)),
        ("gate", opening(|it| it.min_queue > 1)),
        ("rising priority", opening(|it| it.add_priority != 0)),
        ("or unstaffed", steps.iter().any(|step| step.or_unstaffed)),
        ("overflow by route", overflow(false)),
        ("overflow with the place", overflow(true)),
        (
            "callback",
            steps.iter().any(|step| matches!(step.action, StepAction::OfferCallback { .. })),
        ),
        ("last agent", call_type.routing.last_agent.is_some()),
    ])
}

fn features_of_agents(group: &AgentGroup) -> Vec<&'static str> {
    let People { absence, lateness, adherence, speed, fatigue, learning, rest } = &group.people;
    let shifts = match &group.staffing {
        Staffing::Shifts(shifts) => shifts.as_slice(),
        Staffing::HeadCount(_) => &[],
    };
    let is_over_night = |start: SimTime, end: SimTime| {
        start.as_micros() / MICROS_PER_DAY < end.as_micros() / MICROS_PER_DAY
    };
    let activity = |is_it: fn(&callsim::model::Activity) -> bool| {
        shifts.iter().flat_map(|each| &each.activities).any(is_it)
    };
    present([
        ("shifts", !shifts.is_empty()),
        ("shift over midnight", shifts.iter().any(|each| is_over_night(each.start, each.end))),
        ("head-count", shifts.is_empty()),
        ("window", activity(|each| each.from < each.until)),
        ("share away", activity(|each| each.max_away.is_some())),
        ("fixed end", activity(|each| each.fixed_end)),
        ("ring", group.ring.is_some()),
        ("no answer", group.ring.as_ref().is_some_and(|ring| ring.no_answer > 0.0)),
        ("people", group.people != People::default()),
        ("absence", *absence > 0.0),
        ("lateness", lateness.is_some()),
        ("adherence", *adherence != Default::default()),
        ("speeds", speed.is_some()),
        ("fatigue", fatigue.is_some()),
        ("learning", learning.is_some()),
        ("rest", rest.is_some()),
        ("individual", !group.individuals.is_empty()),
        ("own skills", group.individuals.iter().any(|each| each.skills.is_some())),
    ])
}

/// So many that each is known to be seen, of all that are counted above.
const FEATURES: usize = 71;

#[test]
#[allow(clippy::print_stdout, reason = "the table for those who ask with --nocapture")]
fn the_random_centres_have_everything_and_most_of_it_together() {
    let mut runner = TestRunner::new(fixed(512));
    let strategy = peopled();
    let drawn: Vec<Vec<&str>> =
        (0..512).map(|_| features(&strategy.new_tree(&mut runner).unwrap().current())).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for each in &drawn {
        let mut each = each.clone();
        each.sort_unstable();
        each.dedup();
        each.into_iter().for_each(|feature| *counts.entry(feature).or_default() += 1);
    }
    for (feature, count) in &counts {
        println!("{count:4}  {feature}");
    }
    assert_eq!(counts.len(), FEATURES, "{:?}", counts.keys());
    // Several of them in one centre.
    let together = |all: &[&str]| {
        let has_all = |each: &&Vec<&str>| all.iter().all(|feature| each.contains(feature));
        assert!(drawn.iter().any(|each| has_all(&each)), "{all:?}");
    };
    for process in ["poisson", "counts", "mixed counts", "renewal", "modulated", "trace", "batches"]
    {
        for day in ["closed day", "open at midnight", "shift over midnight", "plain length"] {
            together(&["people", "redials", process, day]);
        }
        together(&["people", "lines", "IVR", "tasks", "ring", process]);
        together(&["people", "absence", "warm transfer", process]);
        together(&["people", "rest", "repeats", process]);
    }
    together(&["people", "ring", "shift over midnight", "closed day"]);
    together(&["people", "ring", "reserve", "gate", "own skills"]);
    together(&["last agent", "repeats", "ring", "or unstaffed"]);
    together(&["overflow with the place", "warm transfer", "lines"]);
}

fn settings(replications: std::ops::Range<u64>, seed: u64, threads: usize) -> Settings {
    let spool_folder = std::env::temp_dir();
    Settings { replications, seed, confidence: 0.95, threads, spool_folder }
}

/// The values of each replication, as they come.
#[derive(Default)]
struct Kept(Vec<(u64, Vec<Ratio>)>);

impl Sink for Kept {
    fn take(&mut self, replication: u64, _: &[Column], values: &[Ratio]) -> std::io::Result<()> {
        self.0.push((replication, values.to_vec()));
        Ok(())
    }
}

fn kept(model: &Model, settings: &Settings) -> (Kept, Results) {
    let (never, mut kept) = (AtomicBool::new(false), Kept::default());
    let results = run(model, settings, &(), &never, &mut kept).unwrap();
    (kept, results)
}

/// The results of an experiment that was run in so many parts.
fn in_shards(model: &Model, seed: u64, replications: u64, count: u64) -> Results {
    let folder = tempfile::tempdir().unwrap();
    let whole = settings(0..replications, seed, 1);
    let mut merged = Journal::temporary(folder.path(), model, 0).unwrap();
    for number in 1..=count {
        let plan = Plan {
            scenario: String::new(),
            seed,
            replications: 0..replications,
            shard: Shard::new(number, count).unwrap(),
            confidence: 0.95,
            reduction: Reduction::default(),
        };
        let path = folder.path().join(number.to_string());
        let journal = Journal::create(&path, model, &plan).unwrap();
        let part = settings(plan.own(), seed, 1);
        continue_run(model, &part, journal, (&(), &AtomicBool::new(false), &mut ())).unwrap();
        merged.take_in(model, Stored::open(&path).unwrap(), &mut ()).unwrap();
    }
    continue_run(model, &whole, merged, (&(), &AtomicBool::new(false), &mut ())).unwrap()
}

/// Of each agent, from when to when they did something.
#[derive(Default)]
struct Presence(BTreeMap<AgentId, Vec<(SimTime, SimTime)>>);

impl Observer for Presence {
    fn agent_spent(&mut self, stretch: &Stretch) {
        self.0.entry(stretch.agent).or_default().push((stretch.from, stretch.until));
    }
}

proptest! {
    #![proptest_config(fixed(48))]

    #[test]
    fn threads_shards_and_company_change_nothing(model in peopled(), seed in any::<u64>()) {
        let (one, results) = kept(&model, &settings(0..6, seed, 1));
        let (two, results_of_two) = kept(&model, &settings(0..6, seed, 2));
        prop_assert_eq!(&one.0, &two.0);
        let results = format!("{results:?}");
        prop_assert_eq!(&results, &format!("{results_of_two:?}"));
        prop_assert_eq!(&results, &format!("{:?}", in_shards(&model, seed, 6, 3)));
        let (alone, _) = kept(&model, &settings(4..5, seed, 1));
        prop_assert_eq!(&alone.0[..], &one.0[4..5]);
    }
}

proptest! {
    #![proptest_config(fixed(256))]

    #[test]
    fn whoever_is_always_in_time_does_something_all_through_the_shift(
        model in centres(),
        seed in any::<u64>(),
    ) {
        let mut presence = Presence::default();
        Engine::new(&model).run(seed, 0, &mut presence);
        let mut first_agent = 0;
        for group in model.agent_groups() {
            if let Staffing::Shifts(shifts) = &group.staffing {
                for shift in shifts {
                    for number in 0..shift.agents {
                        let agent = AgentId(first_agent + shift.first_agent + number);
                        let within = presence.0[&agent].iter().map(|(from, until)| {
                            let (from, until) = (*from.max(&shift.start), *until.min(&shift.end));
                            if from < until { (until - from).as_micros() } else { 0 }
                        });
                        let length = (shift.end - shift.start).as_micros();
                        prop_assert!(within.sum::<u64>() == length);
                    }
                }
            }
            first_agent += group.most_agents();
        }
    }
}
