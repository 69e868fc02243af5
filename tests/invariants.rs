//! Laws that hold in every call centre, tried on random small ones.

mod common;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use callsim::engine::{Answered, Engine, LossCause, Lost, Observer, Stretch};
use callsim::model::{
    Adherence, Admission, AgentGroup, AgentGroupId, AgentId, AgentState, Announcement, Arrivals,
    AtClose, Balking, BalkingThreshold, CallLife, CallRouting, CallRule, CallType, CallTypeId,
    Capacity, Ivr, Model, NextStep, NextStepKind, OpenHours, Opening, OverDay, Parts, Patience,
    Route, Routing, Skill, Staffing, Step, StepAction, TrunkGroup, TrunkGroupId, WaitEstimator,
    WhenFull,
};
use callsim::time::{SimDuration, SimTime};
use common::{
    centres, constant, fixed, observe, observe_after_others, peopled, plain_centres, queue_after,
    whole_centres, with_group_in_front, with_people,
};
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};

/// Everything that an observer is told.
#[derive(Debug, Default)]
struct Log {
    entered: Vec<(SimTime, CallTypeId)>,
    answered: Vec<(SimTime, Answered)>,
    lost: Vec<(SimTime, Lost)>,
    stretches: Vec<Stretch>,
    told_at: Vec<SimTime>,
}

impl Observer for Log {
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, _attempt: u32) {
        self.entered.push((now, call_type));
        self.told_at.push(now);
    }
    fn call_handed_in(&mut self, now: SimTime, call_type: CallTypeId) {
        self.entered.push((now, call_type));
        self.told_at.push(now);
    }
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        self.answered.push((now, *answered));
        self.told_at.push(now);
    }
    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        self.lost.push((now, *lost));
        self.told_at.push(now);
    }
    fn agent_spent(&mut self, stretch: &Stretch) {
        self.stretches.push(*stretch);
        self.told_at.push(stretch.until);
    }
}

/// How many lines of each trunk group were busy, one change after the other.
struct Lines(Vec<Vec<u32>>);

impl Observer for Lines {
    fn trunks_changed(&mut self, _now: SimTime, group: TrunkGroupId, busy: u32) {
        self.0[group.index()].push(busy);
    }
}

fn log(model: &Model, seed: u64) -> Log {
    let mut log = Log::default();
    Engine::new(model).run(seed, 0, &mut log);
    log
}

/// Whether calls with this outcome have waited for an agent.
fn was_in_the_queue(cause: LossCause) -> bool {
    match cause {
        LossCause::Abandoned
        | LossCause::TurnedAway
        | LossCause::Dropped
        | LossCause::CallbackTaken
        | LossCause::StillWaiting => true,
        LossCause::Blocked
        | LossCause::Contained
        | LossCause::AbandonedInIvr
        | LossCause::Balked
        | LossCause::Rejected
        | LossCause::Overflowed => false,
    }
}

/// Whether the lines have closed and not opened again.
fn is_closed(days: &[OpenHours], now: SimTime) -> bool {
    let closed = days.iter().filter(|day| day.close <= now).count();
    let opened = days.iter().filter(|day| day.open <= now).count();
    closed > 0 && closed == opened
}

/// The same centre with lines enough, an IVR without a word, a queue that is never full, callers who never balk, and
/// steps that nobody takes.
fn with_what_never_happens(model: &Model) -> Model {
    let mut call_types = model.call_types().to_vec();
    for call_type in &mut call_types {
        let from = BalkingThreshold::Queue(0);
        let consult = Some(SimDuration::from_secs(60));
        let kind = NextStepKind::Transfer { consult, head_of_queue: true };
        call_type.life = CallLife {
            trunks: Some(TrunkGroupId(0)),
            ivr: Some(Ivr {
                duration: constant(0.0),
                contained: 0.0,
                hang_up: 0.0,
                routes: vec![],
            }),
            admission: Admission {
                capacity: Some(Capacity { calls: u32::MAX, when_full: WhenFull::Reject }),
                balking: vec![Balking { from, probability: 0.0 }],
                announcement: Some(Announcement { from: SimDuration::ZERO, patience_factor: 1.0 }),
                estimator: WaitEstimator::QueuePosition,
            },
            next_steps: vec![NextStep { probability: 0.0, to: CallTypeId(0), kind }],
            ..CallLife::default()
        };
    }
    Model::from_parts(Parts {
        trunk_groups: vec![TrunkGroup { name: "lines".to_owned(), lines: u32::MAX }],
        call_types,
        ..model.parts()
    })
    .unwrap()
}

/// The same centre with other rules for calls, and a route for each type.
fn rerouted_parts(
    model: &Model,
    call_selection: Vec<CallRule>,
    route: &dyn Fn(CallTypeId) -> Option<Route>,
) -> Parts {
    let mut call_types = model.call_types().to_vec();
    for (call_type, id) in call_types.iter_mut().zip(0..) {
        call_type.routing.route = route(CallTypeId(id));
    }
    Parts { call_types, routing: Routing { call_selection, ..Routing::default() }, ..model.parts() }
}

fn rerouted(
    model: &Model,
    call_selection: Vec<CallRule>,
    route: &dyn Fn(CallTypeId) -> Option<Route>,
) -> Model {
    Model::from_parts(rerouted_parts(model, call_selection, route)).unwrap()
}

/// The calls that count, answered and lost, but those that still wait in the end: when that is, is
/// up to the last thing that happens.
fn outcomes(model: &Model, seed: u64) -> (Vec<String>, Vec<String>) {
    let log = log(model, seed);
    let counts = |entered| model.horizon().counted_until().is_none_or(|end| entered < end);
    let lost = log.lost.iter().filter(|(_, lost)| lost.cause != LossCause::StillWaiting);
    let answered = log.answered.iter().filter(|(_, call)| counts(call.entered));
    (
        answered.map(|each| format!("{each:?}")).collect(),
        lost.filter(|(_, call)| counts(call.entered)).map(|each| format!("{each:?}")).collect(),
    )
}

/// The first agent of a group among all agents.
fn first_agent(model: &Model, group: AgentGroupId) -> u32 {
    model.agent_groups()[..group.index()].iter().map(|each| each.most_agents()).sum()
}

proptest! {
    #![proptest_config(fixed(256))]

    #[test]
    fn every_call_has_exactly_one_outcome(model in peopled(), seed in any::<u64>()) {
        let counted = observe(&model, seed, 0);
        for index in 0..model.call_types().len() {
            let calls = counted.all_calls(CallTypeId(index as u32));
            prop_assert_eq!(calls.offered, calls.outcomes());
        }
        let log = log(&model, seed);
        prop_assert_eq!(log.entered.len(), log.answered.len() + log.lost.len());
    }

    #[test]
    fn the_queue_integrates_to_the_sum_of_the_waits(model in peopled(), seed in any::<u64>()) {
        // Little's law on the sample path; what waits over the end of a plain length is cut there.
        if model.horizon().counted_until().is_none() {
            let counted = observe(&model, seed, 0);
            for index in 0..model.call_types().len() {
                let calls = counted.all_calls(CallTypeId(index as u32));
                let waits = calls.wait_answered + calls.wait_abandoned + calls.wait_other;
                prop_assert_eq!(calls.queue_time, waits);
            }
        }
    }

    #[test]
    fn what_happens_is_told_in_order_of_time(model in peopled(), seed in any::<u64>()) {
        prop_assert!(log(&model, seed).told_at.is_sorted());
    }

    #[test]
    fn an_agent_does_one_thing_at_a_time_without_a_gap_between_login_and_logout(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        let log = log(&model, seed);
        let mut by_agent: BTreeMap<AgentId, Vec<Stretch>> = BTreeMap::new();
        for stretch in &log.stretches {
            by_agent.entry(stretch.agent).or_default().push(*stretch);
        }
        for stretches in by_agent.values() {
            for pair in stretches.windows(2) {
                prop_assert!(pair[0].until <= pair[1].from);
            }
        }
        // Talk and wrap-up last as long as the call said, unless the replication ended before.
        for (now, answered) in &log.answered {
            let talks = by_agent[&answered.agent].iter().filter(|stretch| {
                stretch.state == AgentState::Talking && stretch.from == *now
            });
            let lengths: Vec<_> = talks.map(|stretch| stretch.until - stretch.from).collect();
            let horizon = model.horizon();
            let cut = horizon.counted_until().is_some()
                || *now + answered.talk > horizon.cut_off();
            // Whoever transfers warmly stays on the line for longer.
            let is_one = lengths.iter().any(|length| match length.cmp(&answered.talk) {
                Ordering::Less => cut,
                Ordering::Equal => true,
                Ordering::Greater => !model.is_plain(),
            });
            prop_assert!(is_one, "{lengths:?} for {answered:?}");
        }
    }

    #[test]
    fn no_agent_serves_two_calls_at_once(model in peopled(), seed in any::<u64>()) {
        let log = log(&model, seed);
        let mut busy_until: BTreeMap<AgentId, SimTime> = BTreeMap::new();
        for (now, answered) in &log.answered {
            let until = busy_until.entry(answered.agent).or_default();
            prop_assert!(*until <= *now);
            *until = *now + answered.talk + answered.wrap_up;
        }
    }

    #[test]
    fn a_group_without_agents_changes_nothing_for_people(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let mut nobody = AgentGroup::new("nobody", skills, Staffing::HeadCount(Vec::new()));
        nobody.idle_share = 0.0;
        let more = with_group_in_front(&model, nobody);
        let (before, after) = (observe(&model, seed, 0), observe(&more, seed, 0));
        for index in 0..model.call_types().len() {
            let id = CallTypeId(index as u32);
            prop_assert_eq!(before.all_calls(id), after.all_calls(id));
        }
        for index in 0..model.agent_groups().len() as u32 {
            let moved = after.all_agents(AgentGroupId(index + 1));
            prop_assert_eq!(before.all_agents(AgentGroupId(index)), moved);
        }
    }

    #[test]
    fn calls_of_a_type_are_answered_in_order_of_entry(
        model in plain_centres(),
        seed in any::<u64>(),
    ) {
        let log = log(&model, seed);
        for index in 0..model.call_types().len() {
            let entered: Vec<SimTime> = log
                .answered
                .iter()
                .filter(|(_, answered)| answered.call_type.index() == index)
                .map(|(_, answered)| answered.entered)
                .collect();
            prop_assert!(entered.is_sorted());
        }
    }

    #[test]
    fn nobody_waits_while_an_agent_who_could_answer_is_idle(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        if model.agent_groups().iter().any(|group| group.ring.is_some()) {
            return Ok(()); // A caller still waits while it rings.
        }
        let log = log(&model, seed);
        let waits = log
            .answered
            .iter()
            .map(|(now, call)| (call.call_type, call.entered, *now))
            .chain(log.lost.iter().filter(|(_, call)| was_in_the_queue(call.cause)).map(
                |(now, call)| (call.call_type, call.entered, *now),
            ));
        for (call_type, entered, until) in waits.filter(|(_, from, until)| from < until) {
            let mut from = entered;
            while from < until
                && let Some((queue, end)) = queue_after(&model, call_type, from - entered)
            {
                let until = end.map_or(until, |end| until.min(entered + end));
                let can = |stretch: &Stretch| {
                    let number = stretch.agent.0 - first_agent(&model, stretch.group);
                    let profile = model.profile_of(stretch.group, number);
                    queue.tiers.iter().flatten().any(|target| {
                        target.profile == profile && target.reserve == 0 && target.min_queue <= 1
                    })
                };
                let idle = log.stretches.iter().find(|stretch| {
                    stretch.state == AgentState::Available
                        && can(stretch)
                        && stretch.from.max(from) < stretch.until.min(until)
                });
                prop_assert!(idle.is_none(), "{idle:?} while a call waits, {from:?} to {until:?}");
                from = until;
            }
        }
    }

    #[test]
    fn nobody_serves_a_call_without_the_skill_or_against_its_route(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        let rings = model.agent_groups().iter().any(|group| group.ring.is_some());
        for (now, answered) in &log(&model, seed).answered {
            let number = answered.agent.0 - first_agent(&model, answered.group);
            let profile = model.profile_of(answered.group, number);
            let skills = &model.profiles()[profile.index()].skills;
            prop_assert!(skills.iter().any(|skill| skill.call_type == answered.call_type));
            // Who picks up has been chosen before.
            let wait = *now - answered.entered;
            if !rings && let Some((queue, _)) = queue_after(&model, answered.call_type, wait) {
                let mut targets = queue.tiers.iter().flatten();
                prop_assert!(targets.any(|target| target.profile == profile), "{answered:?}");
            }
        }
    }

    #[test]
    fn no_call_is_begun_after_the_end_of_a_shift(model in peopled(), seed in any::<u64>()) {
        let log = log(&model, seed);
        let closings: Vec<_> = model.horizon().open_hours().to_vec();
        for (now, answered) in &log.answered {
            let group = &model.agent_groups()[answered.group.index()];
            let Staffing::Shifts(shifts) = &group.staffing else { continue };
            let number = answered.agent.0 - first_agent(&model, answered.group);
            let Adherence { start, end } = group.people.adherence;
            let on_shift = shifts.iter().any(|shift| {
                (shift.first_agent..shift.first_agent + shift.agents).contains(&number)
                    && shift.start <= *now + start
                    && *now <= shift.end + end
            });
            let after_closing = is_closed(&closings, *now);
            prop_assert!(on_shift || after_closing);
        }
    }

    #[test]
    fn nobody_waits_in_a_queue_that_has_been_cleared(model in peopled(), seed in any::<u64>()) {
        let log = log(&model, seed);
        // What rings at closing may go on until nobody picks up.
        let longest_ring = model.agent_groups().iter().flat_map(|group| &group.ring);
        let longest_ring = longest_ring.map(|ring| ring.timeout).max().unwrap_or_default();
        let answered = log.answered.iter().map(|(now, call)| (call.call_type, call.entered, *now));
        let lost = log.lost.iter().map(|(now, call)| (call.call_type, call.entered, *now));
        for (call_type, from, until) in answered.chain(lost) {
            if model.at_close(call_type) == Some(AtClose::ClearQueue) {
                // Between days that touch at midnight the lines don't close.
                let days = model.horizon().open_hours();
                let closings = days.iter().map(|hours| hours.close);
                let mut closings = closings.filter(|close| days.iter().all(|day| day.open != *close));
                let waits = closings.any(|close| from < close && close + longest_ring < until);
                prop_assert!(!waits, "from {from:?} to {until:?}");
            }
        }
    }

    #[test]
    fn whoever_leaves_after_closing_leaves_nobody_behind(model in peopled(), seed in any::<u64>()) {
        if model.agent_groups().iter().any(|group| group.ring.is_some()) {
            return Ok(()); // What rings elsewhere may come back when they have left.
        }
        if !model.call_types().iter().all(|each| each.routing == CallRouting::default()) {
            return Ok(()); // Who may not take a call yet does not stay for it.
        }
        let log = log(&model, seed);
        let answered = log.answered.iter().map(|(now, call)| (call.call_type, call.entered, *now));
        let abandoned = log.lost.iter().filter(|(_, call)| was_in_the_queue(call.cause));
        let lost = abandoned.map(|(now, call)| (call.call_type, call.entered, *now));
        let waits: Vec<_> = answered.chain(lost).filter(|(_, from, until)| from < until).collect();
        let last = log.stretches.iter().map(|stretch| stretch.until).max();
        for (place, stretch) in log.stretches.iter().enumerate() {
            let (agent, now) = (stretch.agent, stretch.until);
            let goes_on = |later: &Stretch| later.agent == agent && later.from == now;
            if Some(now) == last
                || !is_closed(model.horizon().open_hours(), now)
                || log.stretches[place + 1..].iter().any(goes_on)
            {
                continue;
            }
            let number = agent.0 - first_agent(&model, stretch.group);
            let can = model.call_types_for(model.profile_of(stretch.group, number)).concat();
            let left = waits.iter().find(|(call_type, from, until)| {
                *from < now && now < *until
                    && model.at_close(*call_type) == Some(AtClose::ServeQueue)
                    && can.contains(call_type)
            });
            prop_assert!(left.is_none(), "{agent:?} leaves {left:?} at {now:?}");
        }
    }

    #[test]
    fn a_replication_does_not_depend_on_what_the_engine_did_before(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        prop_assert_eq!(observe_after_others(&model, seed, 7), observe(&model, seed, 7));
    }

    #[test]
    fn what_never_happens_changes_nothing(model in plain_centres(), seed in any::<u64>()) {
        // The engine has a loop for plain models and one for all others.
        let whole = log(&with_what_never_happens(&model), seed);
        prop_assert_eq!(format!("{whole:?}"), format!("{:?}", log(&model, seed)));
    }

    #[test]
    fn steps_that_open_nothing_new_change_nothing(
        model in prop_oneof![with_people(plain_centres()), with_people(whole_centres())],
        seed in any::<u64>(),
    ) {
        let everybody = |after, tier| Step {
            after: SimDuration::from_secs(after),
            or_unstaffed: false,
            condition: None,
            action: StepAction::Open(Opening { tier, ..Opening::default() }),
        };
        let steps = vec![everybody(0, None), everybody(17, Some(1)), everybody(60, Some(0))];
        let first_come = vec![CallRule::FirstCome];
        let plain = rerouted(&model, first_come.clone(), &|_| None);
        let routed = rerouted(&model, first_come, &|_| Some(Route { steps: steps.clone() }));
        prop_assert_eq!(outcomes(&plain, seed), outcomes(&routed, seed));
    }

    #[test]
    fn a_way_to_nowhere_is_like_the_end_of_patience(
        model in with_people(plain_centres()),
        seed in any::<u64>(),
    ) {
        let types = model.call_types().len() as u32;
        let mut parts = rerouted_parts(&model, vec![CallRule::FirstCome], &|_| None);
        for call_type in &mut parts.call_types {
            call_type.redial = None;
            call_type.patience = Patience::Drawn(OverDay::Same(constant(61.0)));
        }
        let impatient = Model::from_parts(parts.clone()).unwrap();
        for call_type in &mut parts.call_types {
            // At that very moment the step comes first.
            let step = |after, action| Step {
                after: SimDuration::from_secs(after),
                or_unstaffed: false,
            condition: None,
                action,
            };
            let to = CallTypeId(types);
            let overflow = StepAction::Overflow { to, keep_place: true };
            let steps = vec![step(0, StepAction::Open(Opening::default())), step(61, overflow)];
            call_type.routing.route = Some(Route { steps });
        }
        let none = Some(constant(0.0));
        let mut nowhere = CallType::new("nowhere", Arrivals::none(), constant(0.0), none);
        nowhere.life.at_close = Some(AtClose::CarryOver);
        parts.call_types.push(nowhere);
        let leading_on = Model::from_parts(parts).unwrap();
        prop_assert_eq!(outcomes(&impatient, seed).0, outcomes(&leading_on, seed).0);
    }

    #[test]
    fn there_are_never_more_callers_than_lines_and_in_the_end_all_are_free(
        model in whole_centres(),
        seed in any::<u64>(),
    ) {
        let mut lines = Lines(vec![vec![0]; model.trunk_groups().len()]);
        Engine::new(&model).run(seed, 0, &mut lines);
        let counted = observe(&model, seed, 0);
        let all_left = (0..model.call_types().len() as u32)
            .all(|id| counted.all_calls(CallTypeId(id)).still_waiting == 0);
        for (busy, trunks) in lines.0.iter().zip(model.trunk_groups()) {
            prop_assert!(busy.iter().all(|busy| *busy <= trunks.lines));
            prop_assert!(busy.windows(2).all(|pair| pair[0].abs_diff(pair[1]) <= 1));
            if all_left && model.horizon().counted_until().is_none() {
                prop_assert_eq!(busy.last(), Some(&0));
            }
        }
    }

    #[test]
    fn staffed_time_is_the_sum_over_the_states(model in peopled(), seed in any::<u64>()) {
        let log = log(&model, seed);
        let counted = observe(&model, seed, 0);
        if model.horizon().counted_until().is_none() {
            for index in 0..model.agent_groups().len() {
                let group = AgentGroupId(index as u32);
                let told: u128 = log
                    .stretches
                    .iter()
                    .filter(|stretch| stretch.group == group)
                    .map(|stretch| u128::from((stretch.until - stretch.from).as_micros()))
                    .sum();
                prop_assert_eq!(counted.all_agents(group).staffed(), told);
            }
        }
    }

    #[test]
    fn agents_are_there_as_planned_and_in_overtime(model in centres(), seed in any::<u64>()) {
        if model.horizon().counted_until().is_some() {
            return Ok(());
        }
        let counted = observe(&model, seed, 0);
        let span = |agents: u32, from: SimTime, until: SimTime| {
            u128::from(agents) * u128::from((until - from).as_micros())
        };
        for (index, group) in model.agent_groups().iter().enumerate() {
            let planned: u128 = match &group.staffing {
                Staffing::HeadCount(plan) => {
                    plan.windows(2).map(|pair| span(pair[0].agents, pair[0].at, pair[1].at)).sum()
                }
                Staffing::Shifts(shifts) => {
                    shifts.iter().map(|each| span(each.agents, each.start, each.end)).sum()
                }
            };
            let agents = counted.all_agents(AgentGroupId(index as u32));
            prop_assert_eq!(agents.staffed(), planned + agents.overtime);
        }
    }
}
