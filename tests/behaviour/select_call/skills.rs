//! Rules that ask what the agent can do.

use callsim::model::{
    AtClose, BestLevel, CallRule, Handling, Interval, OverDay, PairWeight, Skill,
};

use super::{Desk, short, taken};
use crate::common::{at, constant, one_day};
use crate::{calls, head_count};

#[test]
fn rank_takes_the_better_rank_and_then_what_comes_next() {
    let desk = Desk::new(vec![short("a", &[10.0]), short("b", &[20.0, 40.0]), short("c", &[30.0])])
        .skilled([|skill| skill.rank = 2]);
    let taken = desk.takes(&[CallRule::Rank, CallRule::FirstCome]);
    assert_eq!(taken, ["b 20", "c 30", "b 40", "a 10"]);
    assert_eq!(desk.takes(&[CallRule::RankThenFcfs]), taken);
    assert_eq!(desk.takes(&[CallRule::RankThenFcfs, CallRule::FirstCome]), taken);
    let taken = desk.takes(&[CallRule::Rank, CallRule::LastCome]);
    assert_eq!(taken, ["b 40", "c 30", "b 20", "a 10"]);
}

#[test]
fn best_skill_takes_the_highest_level_or_the_lowest() {
    let desk = Desk::new(vec![short("a", &[10.0]), short("b", &[20.0]), short("c", &[30.0])])
        .skilled([|skill| skill.level = 3.5, |skill| skill.level = 7.0, |skill| skill.level = 7.0]);
    let highest = desk.takes(&[CallRule::BestSkill(BestLevel::Highest)]);
    assert_eq!(highest, ["b 20", "c 30", "a 10"]);
    let lowest = desk.takes(&[CallRule::BestSkill(BestLevel::Lowest)]);
    assert_eq!(lowest, ["a 10", "b 20", "c 30"]);
    let chain = [CallRule::BestSkill(BestLevel::Highest), CallRule::LastCome];
    assert_eq!(desk.takes(&chain), ["c 30", "b 20", "a 10"]);
}

#[test]
fn weighted_wait_takes_the_largest_weight_times_wait_plus_constant() {
    let types = || vec![short("a", &[20.0]), short("b", &[70.0])];
    let rule = [CallRule::WeightedWait];
    assert_eq!(Desk::new(types()).takes_first(&rule), "a 20");
    let weighty = |skill: &mut Skill| skill.weight.wait = 3.0;
    // 80 against 3 · 30.
    assert_eq!(Desk::new(types()).skilled([|_| {}, weighty]).takes_first(&rule), "b 70");
    let desk = Desk::new(types()).skilled([|skill| skill.weight.constant = 20.0, weighty]);
    // 80 + 20 against 90.
    assert_eq!(desk.takes_first(&rule), "a 20");
    let desk = Desk::new(types()).skilled([
        |skill| skill.weight.constant = 10.0,
        |skill| skill.weight = PairWeight { wait: 3.0, idle: 7.0, constant: 0.0 },
    ]);
    // 90 and 90.
    assert_eq!(desk.takes_first(&rule), "a 20");
    assert_eq!(desk.takes_first(&[CallRule::WeightedWait, CallRule::LastCome]), "b 70");
}

#[test]
fn shortest_expected_divides_the_mean_handling_by_the_speed_of_the_skill() {
    let types = || {
        let mut a = calls("a", &[10.0, 11.0], 20.0, None);
        a.handling.wrap_up = Some(OverDay::Same(constant(10.0)));
        vec![a, calls("b", &[20.0], 25.0, None), calls("c", &[15.0], 25.0, None)]
    };
    let rule = [CallRule::ShortestExpected];
    assert_eq!(Desk::new(types()).takes(&rule), ["c 15", "b 20", "a 10", "a 11"]);
    // 30 ÷ 1.5 is below 25.
    let fast = Desk::new(types()).skilled([|skill| skill.speed = 1.5]);
    assert_eq!(fast.takes(&rule), ["a 10", "a 11", "c 15", "b 20"]);
}

#[test]
fn shortest_expected_knows_what_calls_take_at_this_time_of_day() {
    let horizon = one_day(2, AtClose::ServeQueue);
    let talk = |interval: &Interval| constant(if interval.start < at(3600) { 10.0 } else { 60.0 });
    let talk = OverDay::ByInterval(horizon.intervals().iter().map(talk).collect());
    let mut a = calls("a", &[20.0, 3720.0], 10.0, None);
    a.handling = Handling { talk, wrap_up: None };
    let b = calls("b", &[10.0, 3710.0], 30.0, None);
    let mut desk = Desk::new(vec![a, b]);
    *desk.types.last_mut().unwrap() = calls("~", &[1.0, 3701.0], 99.0, None);
    let model = desk.model(horizon, head_count(&[(0.0, 1)]), &[CallRule::ShortestExpected]);
    let order = ["~ 1", "a 20", "b 10", "~ 3701", "b 3710", "a 3720"];
    assert_eq!(taken(&model), order);
}
