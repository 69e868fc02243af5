//! Rules that compare skills, and groups as wholes.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, BestLevel, CallTypeId, IdleSince, Individual, Opening,
    PairWeight, People, Route, Skill, Step, StepAction,
};
use callsim::time::SimDuration;

use super::{Past, q, routed, skilled, taker, taker_with_pasts, takers, team, with_pasts};
use crate::{calls, group};

const LONGEST: AgentRule = AgentRule::LongestIdle(IdleSince::WrapUpEnd);

/// Who takes `q` of single agents `x`, `y`, `z`, of whom all have logged in at the same moment and
/// the later ones have talked later; each is changed by a function of its number.
fn of_three(rules: &[AgentRule], change: impl Fn(u32, AgentGroup) -> AgentGroup) -> String {
    let pasts: [Past<'_>; 3] = [(&[10.0], 10.0, 0.0), (&[20.0], 10.0, 0.0), (&[30.0], 10.0, 0.0)];
    let (types, groups) = with_pasts(1000.0, &pasts);
    let groups = (0..).zip(groups).map(|(number, group)| change(number, group)).collect();
    taker(&routed(types, groups, rules))
}

#[test]
fn rank_is_one_rule_among_others() {
    let ranked = |rules: &[AgentRule]| {
        of_three(rules, |number, group| {
            skilled(group, |skill| skill.rank = [2, 1, 1][number as usize])
        })
    };
    assert_eq!(ranked(&[AgentRule::Rank, LONGEST]), "y");
    assert_eq!(ranked(&[LONGEST, AgentRule::Rank]), "x");
    assert_eq!(ranked(&[AgentRule::Rank, AgentRule::LinearDescending]), "z");
}

#[test]
fn the_best_level_is_the_highest_or_the_lowest() {
    let best = |rules: &[AgentRule]| {
        of_three(rules, |number, group| {
            skilled(group, |skill| skill.level = [2.5, 7.0, 2.5][number as usize])
        })
    };
    assert_eq!(best(&[AgentRule::BestSkill(BestLevel::Highest)]), "y");
    assert_eq!(best(&[AgentRule::BestSkill(BestLevel::Lowest), LONGEST]), "x");
    assert_eq!(best(&[AgentRule::BestSkill(BestLevel::Lowest), AgentRule::LinearDescending]), "z");
}

#[test]
fn least_and_most_skilled_count_call_types() {
    let skilled = |rules: &[AgentRule]| {
        of_three(rules, |number, mut group| {
            if number == 1 {
                group.skills.push(Skill::first_choice(CallTypeId(1)));
            }
            group
        })
    };
    assert_eq!(skilled(&[AgentRule::MostSkilled]), "y");
    assert_eq!(skilled(&[AgentRule::LeastSkilled, LONGEST]), "x");
    assert_eq!(skilled(&[AgentRule::LeastSkilled, AgentRule::LinearDescending]), "z");
}

#[test]
fn the_lowest_known_wage_is_preferred() {
    let paid = |wages: [Option<f64>; 3]| {
        of_three(&[AgentRule::LowestCost, LONGEST], move |number, group| AgentGroup {
            wage: wages[number as usize],
            ..group
        })
    };
    assert_eq!(paid([None, Some(30.0), Some(20.0)]), "z");
    assert_eq!(paid([None, Some(20.0), Some(20.0)]), "y");
    assert_eq!(paid([None; 3]), "x");
    // An individual's own wage comes before that of the group.
    let mut them = team("x", 3);
    them.wage = Some(20.0);
    them.individuals = vec![Individual { wage: Some(19.5), ..Individual::new(1, "b") }];
    assert_eq!(taker(&routed(vec![q(&[10.0])], vec![them], &[AgentRule::LowestCost])), "x1");
}

#[test]
fn the_fastest_is_so_by_skill_and_by_nature() {
    let fast = |skills: [f64; 3], own: [f64; 3]| {
        of_three(&[AgentRule::Fastest, LONGEST], move |number, group| {
            let number = number as usize;
            let who = Individual { speed: own[number], ..Individual::new(0, "who") };
            let group = AgentGroup { individuals: vec![who], ..group };
            skilled(group, |skill| skill.speed = skills[number])
        })
    };
    assert_eq!(fast([1.0, 1.5, 1.0], [1.0; 3]), "y");
    assert_eq!(fast([1.0, 1.5, 1.0], [1.0, 0.5, 1.25]), "z");
    assert_eq!(fast([1.0, 2.0, 1.0], [1.0, 0.5, 1.0]), "x");
}

#[test]
fn a_speed_that_is_drawn_counts_as_well() {
    // Everybody draws; whoever is the fastest takes every call, and handles it fastest.
    let mut them = team("x", 6);
    let speeds = Distribution::uniform(0.5, 2.0).unwrap();
    them.people = People { speed: Some(speeds), ..People::default() };
    let model = |rules: &[AgentRule]| {
        routed(vec![q(&[10.0, 100.0, 200.0, 300.0, 400.0, 500.0])], vec![them.clone()], rules)
    };
    let talks = |rules: &[AgentRule]| {
        let told = crate::tell(&model(rules));
        let talking =
            |day: &Vec<String>| day.iter().filter(|what| what.starts_with("talking")).count();
        let mut counts: Vec<usize> = told.agents.iter().map(talking).collect();
        counts.sort_unstable();
        counts
    };
    assert_eq!(talks(&[AgentRule::Fastest]), [0, 0, 0, 0, 0, 6]);
    assert_eq!(talks(&[LONGEST]), [1; 6]);
}

#[test]
fn the_group_with_the_most_idle_agents_is_asked() {
    let groups = || vec![team("a", 2), team("b", 3)];
    let rules = [AgentRule::MostIdleAgents, AgentRule::LinearAscending];
    let model = routed(vec![q(&[10.0, 11.0, 12.0, 13.0, 14.0])], groups(), &rules);
    // 2 against 3, 2 against 2, 1 against 2, …
    assert_eq!(takers(&model), ["b0", "a0", "b1", "a1", "b2"]);
}

#[test]
fn the_group_whose_idle_agents_exceed_its_share_most_is_asked() {
    let with_shares = |shares: [f64; 2]| {
        let groups = [("a", 3), ("b", 2)].map(|(name, agents)| team(name, agents));
        let groups = groups.into_iter().zip(shares);
        let groups = groups.map(|(group, idle_share)| AgentGroup { idle_share, ..group }).collect();
        let rules = [AgentRule::IdlenessRatio, AgentRule::LinearAscending];
        takers(&routed(vec![q(&[10.0, 11.0, 12.0, 13.0, 14.0])], groups, &rules))
    };
    // 3 − 5/2 against 2 − 5/2; 2 against 2; 1 − 3/2 against 2 − 3/2; …
    assert_eq!(with_shares([1.0, 1.0]), ["a0", "a1", "b0", "a2", "b1"]);
    // 3 − 15/4 against 2 − 5/4; 3 − 3 against 1 − 1; 2 − 9/4 against 1 − 3/4; 2 − 3/2; …
    assert_eq!(with_shares([3.0, 1.0]), ["b0", "a0", "b1", "a1", "a2"]);
}

#[test]
fn the_group_of_the_longest_idle_agent_is_asked_whoever_that_is() {
    // Of `a` one who does not serve `q` has been idle from the start; the other has just talked.
    let mut a = group("a", &[(0, 1), (1, 1)], super::all_day(2));
    let other = Individual {
        skills: Some(vec![Skill::first_choice(CallTypeId(2))]),
        ..Individual::new(1, "other")
    };
    a.individuals = vec![other];
    let b = group("b", &[(0, 1), (3, 1)], super::all_day(1));
    let types = vec![
        q(&[1000.0]),
        calls("a", &[900.0], 10.0, None),
        calls("other", &[], 10.0, None),
        calls("b", &[10.0], 10.0, None),
    ];
    let model = |rule| routed(types.clone(), vec![a.clone(), b.clone()], &[rule]);
    assert_eq!(taker(&model(LONGEST)), "b");
    assert_eq!(taker(&model(AgentRule::LongestIdleGroup)), "a0");
}

#[test]
fn a_weight_multiplies_the_time_that_the_longest_idle_one_has_been_idle() {
    // At 1000 `x` has been idle for 980 s, `y` for 900 s, `z` for 500 s.
    let pasts: [Past<'_>; 3] = [(&[10.0], 10.0, 0.0), (&[90.0], 10.0, 0.0), (&[490.0], 10.0, 0.0)];
    let weighed = |weights: [(f64, f64); 3]| {
        let (types, groups) = with_pasts(1000.0, &pasts);
        let groups = groups.into_iter().zip(weights).map(|(group, (idle, constant))| {
            skilled(group, |skill| skill.weight = PairWeight { idle, constant, wait: 1.0 })
        });
        taker(&routed(types, groups.collect(), &[AgentRule::Weight, AgentRule::LinearDescending]))
    };
    assert_eq!(weighed([(1.0, 0.0), (1.0, 0.0), (1.0, 0.0)]), "x");
    assert_eq!(weighed([(1.0, 0.0), (1.1, 0.0), (1.9, 0.0)]), "y");
    assert_eq!(weighed([(1.0, 0.0), (1.0, 0.0), (1.0, 481.0)]), "z");
    assert_eq!(weighed([(0.0, 3.0), (0.0, 3.0), (0.0, 2.0)]), "y");
}

/// A step that opens a group at once, with a share.
fn opens(group: u32, share: f64) -> Step {
    let groups = Some(vec![AgentGroupId(group)]);
    let opening = Opening { groups, share, tier: Some(0), ..Opening::default() };
    Step {
        after: SimDuration::ZERO,
        or_unstaffed: false,
        condition: None,
        action: StepAction::Open(opening),
    }
}

#[test]
fn calls_are_split_by_percentages() {
    let moments: Vec<f64> = (0..20).map(|number| 10.0 + 20.0 * f64::from(number)).collect();
    let mut split = q(&moments);
    split.routing.route = Some(Route { steps: vec![opens(0, 5.0), opens(1, 3.0), opens(2, 2.0)] });
    let groups = vec![team("a", 1), team("b", 1), team("c", 1)];
    let rules = [AgentRule::PercentSplit, AgentRule::LinearAscending];
    let takers = takers(&routed(vec![split], groups, &rules));
    let ten = ["a", "b", "c", "a", "a", "b", "a", "c", "b", "a"];
    assert_eq!(takers, [ten, ten].concat());
}

#[test]
fn a_split_makes_up_for_calls_that_others_had_to_take() {
    // While `a` is busy all go to `b`.
    let mut split = q(&[20.0, 40.0, 60.0, 110.0, 130.0, 150.0, 170.0, 190.0]);
    split.routing.route = Some(Route { steps: vec![opens(0, 1.0), opens(1, 1.0)] });
    let types = vec![split, calls("a", &[10.0], 90.0, None)];
    let groups = vec![group("a", &[(0, 1), (1, 1)], super::all_day(1)), team("b", 1)];
    let rules = [AgentRule::PercentSplit, AgentRule::LinearDescending];
    let takers = takers(&routed(types, groups, &rules));
    assert_eq!(takers, ["b", "b", "b", "a", "a", "a", "b", "a"]);
}

#[test]
fn groups_with_equal_keys_go_on_to_the_agents_own() {
    let pasts: [Past<'_>; 3] = [(&[30.0], 10.0, 0.0), (&[20.0], 10.0, 0.0), (&[40.0], 10.0, 0.0)];
    for rule in [
        AgentRule::Rank,
        AgentRule::BestSkill(BestLevel::Highest),
        AgentRule::LeastSkilled,
        AgentRule::MostSkilled,
        AgentRule::LowestCost,
        AgentRule::Fastest,
        AgentRule::MostIdleAgents,
        AgentRule::IdlenessRatio,
        AgentRule::PercentSplit,
    ] {
        assert_eq!(taker_with_pasts(1000.0, &pasts, &[rule, LONGEST]), "y", "{rule:?}");
    }
}
