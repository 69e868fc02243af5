//! Random outages, for the random centres.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroupId, CallTypeId, Failure, Generator, InProgress, IvrCalls, Model, NewCalls, Outage,
    OutageTiming, OutageWindow, Parts, SpareSeats, TrunkGroupId, Ups,
};
use callsim::time::SimTime;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;

use super::{constant, exponential, hours, secs};

/// The same centres, in which up to five things break again and again.
pub fn with_outages(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = Model> {
    (centres, outages()).prop_map(|(model, outages)| {
        Model::from_parts(Parts { outages: fitting_all(outages, &model, 0), ..model.parts() })
            .unwrap()
    })
}

/// What breaks again and again, in a centre that is not known yet.
pub fn outages() -> impl Strategy<Value = Vec<Outage>> {
    let outage = (failure(), timing(), duration()).prop_map(|(failure, timing, duration)| Outage {
        name: String::new(),
        timing: if has_windows(&failure) { timing } else { again_and_again() },
        duration,
        failure,
        recovery_window: secs(300),
    });
    vec(outage, 1..6)
}

/// The same outages of what a model has behind so many of its groups.
pub fn fitting_all(outages: Vec<Outage>, model: &Model, first_group: u32) -> Vec<Outage> {
    let fitting = |(number, outage): (usize, Outage)| Outage {
        // The order of the names is not that of the list.
        name: format!("outage {}", 9 - number),
        failure: fitting(outage.failure, model, first_group),
        ..outage
    };
    outages.into_iter().enumerate().map(fitting).collect()
}

fn has_windows(failure: &Failure) -> bool {
    !matches!(failure, Failure::Workstations { .. })
}

fn again_and_again() -> OutageTiming {
    OutageTiming::Random { between: exponential(5000.0) }
}

fn timing() -> impl Strategy<Value = OutageTiming> {
    let windows = (0u64..50).map(|hour| OutageWindow {
        from: SimTime::ZERO + hours(hour),
        until: SimTime::ZERO + hours(hour + hour % 2),
    });
    let windows: Vec<_> = windows.collect();
    prop_oneof![
        vec(any::<bool>(), 1..2).prop_map(|_| again_and_again()),
        select(vec![0.3, 1.0]).prop_map(move |probability| OutageTiming::Planned {
            probability,
            windows: windows.clone()
        }),
    ]
}

fn duration() -> impl Strategy<Value = Distribution> {
    select(vec![constant(0.0), constant(600.0), exponential(900.0), exponential(20_000.0)])
}

fn in_progress() -> impl Strategy<Value = InProgress> {
    select(vec![InProgress::Keep, InProgress::Drop, InProgress::Freeze, InProgress::Requeue])
}

fn failure() -> impl Strategy<Value = Failure> {
    let groups = || vec(0u32..3, 1..3).prop_map(|ids| ids.into_iter().map(AgentGroupId).collect());
    let share = || select(vec![0.0, 0.3, 0.5, 1.0]);
    let ivr = || select(vec![IvrCalls::Bypass, IvrCalls::Drop, IvrCalls::Hold]);
    prop_oneof![
        (any::<bool>(), any::<bool>(), in_progress()).prop_map(
            |(holds, drops_waiting, in_progress)| {
                let new_calls = if holds { NewCalls::Hold } else { NewCalls::Block };
                Failure::Platform { new_calls, drops_waiting, in_progress }
            }
        ),
        (share(), any::<bool>()).prop_map(|(share, drops)| Failure::Trunks {
            groups: vec![TrunkGroupId(0)],
            share,
            drops
        }),
        (ivr(), ivr()).prop_map(|(new_calls, in_progress)| Failure::Ivr {
            call_types: vec![CallTypeId(0)],
            new_calls,
            in_progress
        }),
        (groups(), select(vec![0.5, 1.0, 3.0]))
            .prop_map(|(groups, factor)| Failure::Slow { groups, factor }),
        (groups(), share(), in_progress()).prop_map(|(groups, share, in_progress)| Failure::Down {
            groups,
            share,
            in_progress
        }),
        (groups(), in_progress(), share(), share()).prop_map(
            |(groups, in_progress, carried, share)| Failure::Power {
                groups,
                in_progress,
                ups: Some(Ups { lasts: secs(300), share: carried }),
                generator: Some(Generator { start: exponential(400.0), success: 0.7, share }),
            }
        ),
        (groups(), in_progress(), any::<bool>()).prop_map(|(groups, in_progress, has_spare)| {
            let spare = has_spare.then(|| SpareSeats { seats: 1, moving: exponential(100.0) });
            Failure::Workstations { groups, in_progress, spare }
        }),
    ]
}

/// The same failure of what the model has.
fn fitting(failure: Failure, model: &Model, first_group: u32) -> Failure {
    let trunk_groups = model.trunk_groups().len();
    let among = |mut groups: Vec<AgentGroupId>| {
        let count = model.agent_groups().len() as u32 - first_group;
        groups.iter_mut().for_each(|group| group.0 = first_group + group.0 % count);
        groups.sort();
        groups.dedup();
        groups
    };
    match failure {
        Failure::Trunks { share, drops, .. } if trunk_groups == 0 => {
            Failure::Trunks { groups: vec![], share, drops }
        }
        Failure::Slow { groups, factor } => Failure::Slow { groups: among(groups), factor },
        Failure::Down { groups, share, in_progress } => {
            Failure::Down { groups: among(groups), share, in_progress }
        }
        Failure::Power { groups, in_progress, ups, generator } => {
            Failure::Power { groups: among(groups), in_progress, ups, generator }
        }
        Failure::Workstations { groups, in_progress, spare } => {
            Failure::Workstations { groups: among(groups), in_progress, spare }
        }
        other => other,
    }
}
