use callsim::model::{
    AgentGroupId, Failure, InProgress, Model, Outage, OutageTiming, SpareSeats, Staffing,
};

use super::{at, broken, day, told};
use crate::common::constant;
use crate::{calls, centre, shift};

/// Every workstation works for 1000 s and is broken for 500 s.
fn workstations(in_progress: InProgress, spare: Option<(u32, f64)>) -> Outage {
    let spare = spare.map(|(seats, moving)| SpareSeats { seats, moving: constant(moving) });
    let failure = Failure::Workstations { groups: vec![AgentGroupId(0)], in_progress, spare };
    Outage {
        timing: OutageTiming::Random { between: constant(1000.0) },
        ..at("pc", (0.0, 500.0), failure)
    }
}

/// Agents with shifts from one moment until another, in seconds.
fn of_shifts(moments: &[f64], shifts: &[(f64, f64)], outage: Outage) -> Model {
    let shifts = (0..).zip(shifts).map(|(number, times)| shift(number, 1, *times, vec![]));
    let staffing = Staffing::Shifts(shifts.collect());
    broken(&centre(day(), vec![calls("a", moments, 100.0, None)], staffing), vec![outage])
}

const ALL_DAY: (f64, f64) = (0.0, 3600.0);

#[test]
fn workstations_break_again_and_again_each_by_itself() {
    let told = told(&of_shifts(&[], &[ALL_DAY], workstations(InProgress::Drop, None)));
    assert_eq!(
        told.agents[0],
        [
            "available 0-1000",
            "down 1000-1500",
            "available 1500-2500",
            "down 2500-3000",
            "available 3000-3600"
        ]
    );
    assert_eq!(told.outages, ["pc begins 1000", "pc ends 1500", "pc begins 2500", "pc ends 3000"]);
}

#[test]
fn the_outage_is_in_force_while_at_least_one_is_broken() {
    let outage = Outage {
        timing: OutageTiming::Random { between: crate::common::exponential(500.0) },
        ..workstations(InProgress::Drop, None)
    };
    let told = told(&of_shifts(&[], &[ALL_DAY; 3], outage));
    // It begins and ends in turns.
    for (place, line) in told.outages.iter().enumerate() {
        let word = if place % 2 == 0 { " begins " } else { " ends " };
        assert!(line.contains(word), "{:?}", told.outages);
    }
    // Each has breakdowns of its own.
    assert!(told.agents[0] != told.agents[1] && told.agents[1] != told.agents[2]);
}

#[test]
fn an_agent_moves_to_a_spare_seat_and_back_when_the_workstation_is_repaired() {
    let outage = workstations(InProgress::Freeze, Some((1, 50.0)));
    let told = told(&of_shifts(&[950.0, 1450.0], &[ALL_DAY], outage));
    assert_eq!(
        told.agents[0][1..5],
        ["talking 950-1000", "down 1000-1050", "talking 1050-1100", "available 1100-1450"]
    );
    // Nobody notices the way back.
    assert_eq!(told.agents[0][5], "talking 1450-1550");
}

#[test]
fn who_finds_no_spare_seat_waits_for_one_first_come_first_served() {
    let outage = workstations(InProgress::Drop, Some((1, 50.0)));
    let shifts = [(0.0, 1200.0), ALL_DAY, ALL_DAY];
    let told = told(&of_shifts(&[], &shifts, outage));
    assert_eq!(told.agents[0], ["available 0-1000", "down 1000-1050", "available 1050-1200"]);
    // The first one goes home at 1200.
    assert_eq!(told.agents[1][..3], ["available 0-1000", "down 1000-1250", "available 1250-2500"]);
    assert_eq!(told.agents[2][..3], ["available 0-1000", "down 1000-1500", "available 1500-2500"]);
    // Next time the first one is not there.
    assert_eq!(told.agents[1][3], "down 2500-2550");
    assert_eq!(told.agents[2][3], "down 2500-3000");
}

#[test]
fn who_logs_in_at_a_broken_workstation_looks_for_a_spare_seat() {
    let outage = workstations(InProgress::Drop, Some((1, 50.0)));
    let shifts = [(1100.0, 3600.0), (1200.0, 3600.0)];
    let told = told(&of_shifts(&[], &shifts, outage));
    assert_eq!(told.agents[0][..2], ["down 1100-1150", "available 1150-2500"]);
    assert_eq!(told.agents[1][..2], ["down 1200-1500", "available 1500-2500"]);
}

#[test]
fn a_move_that_takes_longer_than_the_repair_is_in_vain() {
    let outage = workstations(InProgress::Drop, Some((1, 700.0)));
    let told = told(&of_shifts(&[], &[ALL_DAY], outage));
    assert_eq!(told.agents[0][..3], ["available 0-1000", "down 1000-1500", "available 1500-2500"]);
}

#[test]
fn a_spare_seat_is_free_for_others_after_a_repair() {
    // Both break at 1000; the first has the seat until 1500, when both are repaired. At 2500 the
    // first has it again.
    let outage = workstations(InProgress::Drop, Some((1, 10.0)));
    let told = told(&of_shifts(&[], &[ALL_DAY; 2], outage));
    assert_eq!(told.agents[0][1], "down 1000-1010");
    assert_eq!(told.agents[1][1], "down 1000-1500");
    assert_eq!(told.agents[0][3], "down 2500-2510");
    assert_eq!(told.agents[1][3], "down 2500-3000");
}

#[test]
fn an_agent_who_talks_when_the_workstation_fails_may_finish_the_call() {
    let outage = workstations(InProgress::Keep, Some((1, 50.0)));
    let told = told(&of_shifts(&[990.0], &[ALL_DAY], outage));
    // By the end of the call there is a spare seat.
    assert_eq!(told.agents[0][1..4], ["talking 990-1090", "available 1090-2500", "down 2500-2550"]);
}
