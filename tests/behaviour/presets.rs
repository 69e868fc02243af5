//! Each preset in situations in which its rules show: which agent, which call, ties and quirks.
//!
//! The scenarios are read as people write them; only when calls come and agents log in is chosen
//! to the second. What happened reads `x10 a`: the call of type `x` that came at 10 was answered by
//! group `a`, at once, or `x10 a 25`: at 25. A group is one agent, unless it says more.

use std::fs;

use callsim::model::{AgentGroup, CallType, Model};
use callsim::scenario::{PRESET_FAMILIES, load};

use crate::{exactly_at, head_count, tell};

/// A call type: its name, the seconds that its calls talk, when they come, and other keys.
type Calls<'a> = (&'a str, f64, &'a [f64], &'a str);

/// A group: its name, when its agents log in, and other keys, `skills` among them.
type Agents<'a> = (&'a str, f64, &'a str);

/// Keys of calls that leave 50 s of after-call work.
const WRAPS_UP: &str = "# wraps up";

/// A centre whose routing is a preset, as a word or table.
fn centre(preset: &str, calls: &[Calls<'_>], agents: &[Agents<'_>]) -> Model {
    let mut text = format!(
        "format = 1\nname = \"situation\"\ntime = {{ length = \"1h\" }}\n\
         [routing]\npreset = {preset}\n"
    );
    for (name, talk, _, keys) in calls {
        let wrap_up = if *keys == WRAPS_UP { ", wrap_up = \"50s\"" } else { "" };
        text += &format!(
            "[[call_type]]\nname = \"{name}\"\narrivals = {{ process = \"poisson\", per_hour = 1 }}\n\
             handling = {{ talk = \"{talk}s\"{wrap_up} }}\npatience = \"infinite\"\n{keys}\n"
        );
        if !keys.contains("service_level") {
            text += "service_level = { within = \"20s\", target = 0.8 }\n";
        }
    }
    for (name, _, keys) in agents {
        let one = if keys.contains("agents =") { "" } else { "agents = 1" };
        text += &format!("[[agent_group]]\nname = \"{name}\"\n{one}\n{keys}\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("situation.toml");
    fs::write(&path, &text).unwrap();
    let model = load(&path, &[]).unwrap_or_else(|faults| panic!("{text}\n{faults}")).model;
    let mut types: Vec<CallType> = model.call_types().to_vec();
    for (call_type, (name, _, moments, _)) in types.iter_mut().zip(calls) {
        call_type.arrivals = exactly_at(name, moments);
    }
    let mut groups: Vec<AgentGroup> = model.agent_groups().to_vec();
    for (group, (_, login, keys)) in groups.iter_mut().zip(agents) {
        if !keys.contains("shift") {
            group.staffing = head_count(&[(*login, group.most_agents())]);
        }
    }
    let (horizon, routing) = (model.horizon().clone(), model.routing().clone());
    Model::new("situation", horizon, types, groups, routing).unwrap()
}

/// What happened, in the order of answers.
fn answers(model: &Model) -> Vec<String> {
    let told = tell(model).calls.into_iter().map(|call| {
        let mut words = call.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (name, entered, outcome, at, _, by) = (next(), next(), next(), next(), next(), next());
        assert_eq!(outcome, "answered", "{call}");
        let at = if at == entered { String::new() } else { format!(" {at}") };
        format!("{name}{entered} {by}{at}")
    });
    told.collect()
}

/// Who took the calls, one letter each, in the order of answers.
fn takers(model: &Model) -> String {
    let letter = |answer: &String| answer.split(' ').nth(1).unwrap().to_owned();
    answers(model).iter().map(letter).collect()
}

/// Who takes each of eight calls: `x` at 10, whose talk lasts 100 s, and then `y`, 10 s each.
///
/// `a` and `b` are of rank 1, `c` of rank 2; they log in at 1, 2 and 3. So `a` and `b` can be
/// compared at 10 and from 200 on; from 20 to 60, one of them is on the first call.
fn takers_of_eight(preset: &str) -> String {
    let calls: [Calls<'_>; 2] = [
        ("x", 100.0, &[10.0], ""),
        ("y", 10.0, &[20.0, 40.0, 60.0, 200.0, 300.0, 400.0, 500.0], ""),
    ];
    let skills = |rank: u32, level: u32| {
        let skill = |name| format!("{{ call_type = \"{name}\", rank = {rank}, level = {level} }}");
        format!("skills = [{}, {}]", skill("x"), skill("y"))
    };
    let (a, b, c) = (skills(1, 3), skills(1, 7), skills(2, 5));
    takers(&centre(preset, &calls, &[("a", 1.0, &a), ("b", 2.0, &b), ("c", 3.0, &c)]))
}

#[test]
fn each_preset_selects_agents_as_it_says() {
    // Told apart by how they end: who has waited longest, had fewest calls, is first in the list.
    let longest_idle = "abcbcbac";
    let longest_idle_of_best_rank = "abbbbaba";
    let best_level = "bcccbbbb";
    let lowest_level = "acccaaaa";
    let circle_of_best_rank = "abbbabab";
    let first_of_best_rank = "abbbaaaa";
    let expected = [
        ("asterisk.leastrecent", longest_idle_of_best_rank),
        // Equal at 10 and 400: the last in the list.
        ("asterisk.fewestcalls", "baaabbba"),
        // The queue of `y` has no last one at 20; the circle passes over who is busy.
        ("asterisk.rrmemory", circle_of_best_rank),
        ("asterisk.rrordered", circle_of_best_rank),
        ("asterisk.linear", first_of_best_rank),
        ("freeswitch.longest-idle-agent", longest_idle_of_best_rank),
        // 100 s of `a` are never reached by `b`.
        ("freeswitch.agent-with-least-talk-time", "abbbbbbb"),
        // Three each at 400: the first by position.
        ("freeswitch.agent-with-fewest-calls", "abbbaaab"),
        ("freeswitch.sequentially-by-agent-order", first_of_best_rank),
        ("freeswitch.top-down", first_of_best_rank),
        ("freeswitch.round-robin", circle_of_best_rank),
        ("avaya.ucd-mia", longest_idle),
        ("avaya.ead-mia", longest_idle_of_best_rank),
        // At 60, 10 s of 58 against 10 of 57; equal shares of nothing go by idle time.
        ("avaya.ucd-loa", "abcbcbcb"),
        ("avaya.ead-loa", "abbbbbbb"),
        ("avaya.percent-allocation", longest_idle),
        ("cisco.uccx.longest-available", longest_idle),
        ("cisco.uccx.most-handled", "abbbbbbb"),
        // Who has had no call comes first; equal means go by idle time.
        ("cisco.uccx.shortest-handle-time", "abcbcbcb"),
        ("cisco.uccx.most-skilled", best_level),
        ("cisco.uccx.least-skilled", lowest_level),
        ("cisco.uccx.linear", first_of_best_rank),
        ("cisco.uccx.circular", "abcbcabc"),
        ("cisco.precision", longest_idle),
        ("connect.profile", longest_idle),
        ("connect.proficiency", longest_idle),
        ("genesys.standard", longest_idle),
        ("genesys.best-available", best_level),
        ("genesys.bullseye", longest_idle),
        ("cxone.acceleration", lowest_level),
        ("twilio.taskrouter", longest_idle),
        ("paper.fcfs-alis", longest_idle),
        // One agent a group: all idle groups exceed their shares alike.
        ("paper.fqr", longest_idle),
        ("paper.generalised-c-mu", longest_idle),
        ("paper.c-mu", longest_idle),
        ("paper.threshold-reservation", longest_idle_of_best_rank),
        ("paper.delay-weight", longest_idle),
        ("paper.longest-weighted-wait", longest_idle),
        ("paper.longest-queue-first", longest_idle),
        ("paper.max-weight", longest_idle),
        ("paper.earliest-due-date", longest_idle),
        ("paper.local-specialist", longest_idle_of_best_rank),
    ];
    let told = expected.map(|(preset, _)| (preset, takers_of_eight(&format!("\"{preset}\""))));
    assert_eq!(told, expected.map(|(preset, takers)| (preset, takers.to_owned())));
    let all = PRESET_FAMILIES.iter().flat_map(|family| family.presets);
    let untold: Vec<&str> = all
        .map(|preset| preset.name)
        .filter(|name| expected.iter().all(|(known, _)| known != name))
        .collect();
    // Chance and phones have situations of their own.
    assert_eq!(
        untold,
        [
            "asterisk.ringall",
            "asterisk.random",
            "asterisk.wrandom",
            "freeswitch.random",
            "freeswitch.ring-all",
            "freeswitch.ring-progressively",
        ]
    );
}

/// The order in which an agent who frees at 101 takes `h20 l30 l40 h50 l60`.
///
/// Of `h`: priority 15, rank 2, weight 3, 100 s of talk, acceptable wait 60 s, queue share 3; of
/// `l`: priority 1, rank 1, weight 1, 50 s, 20 s, 1.
fn order_of_five(preset: &str) -> String {
    let h = "priority = 15\nqueue_share = 3\nservice_level = { within = \"60s\", target = 0.8 }";
    let calls: [Calls<'_>; 2] =
        [("h", 100.0, &[1.0, 20.0, 50.0], h), ("l", 50.0, &[30.0, 40.0, 60.0], "queue_share = 1")];
    let skills = "skills = [{ call_type = \"h\", rank = 2, weight = 3 }, \"l\"]";
    let told = answers(&centre(preset, &calls, &[("a", 0.0, skills)]));
    let name = |answer: &String| answer.split(' ').next().unwrap().to_owned();
    told[1..].iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_preset_selects_calls_as_it_says() {
    let priority = "h20 h50 l30 l40 l60";
    let rank = "l30 l40 l60 h20 h50";
    // 14 points more are 14 s: `h50` comes between 30 and 40.
    let seconds = "h20 l30 h50 l40 l60";
    let expected = [
        ("\"asterisk.random\"", priority),
        ("\"freeswitch.random\"", seconds),
        ("\"avaya.ucd-mia\"", priority),
        ("{ name = \"avaya.ead-loa\", call_selection = \"skill-level\" }", rank),
        // `l` is missing until 100 s each; then, equal, the priority.
        ("\"avaya.percent-allocation\"", "l30 l40 h20 l60 h50"),
        ("\"cisco.uccx.circular\"", priority),
        ("\"cisco.precision\"", priority),
        ("\"connect.profile\"", rank),
        ("\"connect.proficiency\"", rank),
        // 14 points more are 14 minutes.
        ("\"genesys.standard\"", priority),
        ("{ name = \"genesys.bullseye\", scoring = \"priority\" }", priority),
        ("\"cxone.acceleration\"", priority),
        ("{ name = \"cxone.acceleration\", acceleration = 60 }", seconds),
        // Nothing grows beyond the priority of `h`: equal from 14 s on, so the older.
        (
            "{ name = \"cxone.acceleration\", acceleration = 60, maximum = 15 }",
            "h20 l30 l40 h50 l60",
        ),
        ("\"twilio.taskrouter\"", priority),
        ("\"paper.fcfs-alis\"", "h20 l30 l40 h50 l60"),
        // `l` exceeds a quarter of all until none is left.
        ("\"paper.fqr\"", rank),
        ("\"paper.c-mu\"", rank),
        ("\"paper.generalised-c-mu\"", rank),
        // 3 × 0.02, 2 × 0.02, then 1 × 0.02 against 2 × 0.01: the older.
        ("\"paper.max-weight\"", "l30 l40 h20 l60 h50"),
        ("\"paper.delay-weight\"", priority),
        ("\"paper.longest-weighted-wait\"", priority),
        // Three against two, two each, one against two, one each.
        ("\"paper.longest-queue-first\"", "l30 h20 l40 h50 l60"),
        // Due at 80, 50, 60, 110, 80.
        ("\"paper.earliest-due-date\"", "l30 l40 h20 l60 h50"),
        ("\"paper.local-specialist\"", rank),
    ];
    let told = expected.map(|(preset, _)| (preset, order_of_five(preset)));
    assert_eq!(told, expected.map(|(preset, order)| (preset, order.to_owned())));
}

#[test]
fn convex_costs_let_long_waits_come_before_short_talks() {
    // The agent frees at 101: marginal costs × service rates 2 × 81 ÷ 100 and 2 × 6 ÷ 50.
    let order = |preset| {
        let calls: [Calls<'_>; 2] = [("h", 100.0, &[1.0, 20.0], ""), ("l", 50.0, &[95.0], "")];
        answers(&centre(preset, &calls, &[("a", 0.0, "skills = [\"h\", \"l\"]")]))[1].clone()
    };
    assert_eq!(order("\"paper.generalised-c-mu\""), "h20 a 101");
    assert_eq!(order("{ name = \"paper.generalised-c-mu\", power = 1 }"), "l95 a 101");
    assert_eq!(order("\"paper.c-mu\""), "l95 a 101");
}

#[test]
fn a_need_may_be_predicted_or_relative_to_the_objective() {
    // At 101 `h` has waited 81 s and `l` 71 s; another agent serves `h`, busy for long.
    let order = |need: &str| {
        let h = "service_level = { within = \"60s\", target = 0.8 }";
        let calls: [Calls<'_>; 3] =
            [("h", 100.0, &[1.0, 20.0], h), ("l", 100.0, &[30.0], ""), ("z", 999.0, &[0.5], "")];
        let agents: [Agents<'_>; 2] =
            [("a", 0.0, "skills = [\"h\", \"l\"]"), ("b", 0.0, "skills = [\"z\", \"h\"]")];
        let preset = format!("{{ name = \"avaya.ucd-mia\", need = \"{need}\" }}");
        answers(&centre(&preset, &calls, &agents))[2].clone()
    };
    assert_eq!(order("current-wait"), "h20 a 101");
    // 81 + 100 ÷ 2 against 71 + 100.
    assert_eq!(order("predicted-wait"), "l30 a 101");
    // 81 ÷ 60 against 71 ÷ 20.
    assert_eq!(order("service-objective"), "l30 a 101");
}

const X: &str = "skills = [\"x\"]";

#[test]
fn in_asterisk_who_has_had_no_call_comes_first() {
    // `a` hangs up at 20, `b` comes at 50.
    let taker = |preset| {
        let calls: [Calls<'_>; 1] = [("x", 10.0, &[10.0, 60.0], "")];
        takers(&centre(preset, &calls, &[("a", 1.0, X), ("b", 50.0, X)]))
    };
    assert_eq!(taker("\"asterisk.leastrecent\""), "ab");
    assert_eq!(taker("\"freeswitch.longest-idle-agent\""), "aa");
}

#[test]
fn in_asterisk_chance_keeps_to_the_lowest_penalty_but_for_wrandom() {
    let share_of_c = |preset| {
        let moments: Vec<f64> = (1..=300).map(|n| f64::from(n) * 10.0).collect();
        let calls: [Calls<'_>; 1] = [("x", 5.0, &moments, "")];
        let second = "skills = [{ call_type = \"x\", rank = 2 }]";
        let agents: [Agents<'_>; 3] = [("a", 0.0, X), ("b", 0.0, X), ("c", 0.0, second)];
        let takers = takers(&centre(preset, &calls, &agents));
        assert!(takers.matches('a').count() > 80 && takers.matches('b').count() > 80);
        takers.matches('c').count()
    };
    assert_eq!(share_of_c("\"asterisk.random\""), 0);
    assert_eq!(share_of_c("\"freeswitch.random\""), 0);
    // Its number is below both others in one of six draws: 50 of 300.
    let wrandom = share_of_c("\"asterisk.wrandom\"");
    assert!((30..70).contains(&wrandom), "{wrandom}");
}

#[test]
fn in_freeswitch_who_is_back_from_a_break_has_had_no_call() {
    // `a` talks from 10 to 20 and from 30 to 40 and is away from 100 to 200; `b` talks at 15.
    let taker = |preset| {
        let calls: [Calls<'_>; 1] = [("x", 10.0, &[10.0, 15.0, 30.0, 300.0], "")];
        let mut model = centre(preset, &calls, &[("a", 1.0, X), ("b", 2.0, X)]);
        let mut groups = model.agent_groups().to_vec();
        let away = vec![crate::pause(100.0, 100.0)];
        groups[0].staffing =
            callsim::model::Staffing::Shifts(vec![crate::shift(0, 1, (1.0, 3600.0), away)]);
        let types = model.call_types().to_vec();
        let (horizon, routing) = (model.horizon().clone(), model.routing().clone());
        model = Model::new("situation", horizon, types, groups, routing).unwrap();
        takers(&model)
    };
    assert_eq!(taker("\"freeswitch.agent-with-fewest-calls\""), "abaa");
    assert_eq!(taker("\"freeswitch.agent-with-least-talk-time\""), "abaa");
    assert_eq!(taker("\"asterisk.fewestcalls\""), "baba");
}

/// Calls of 10 s to `a`, `b` and `c` of penalties 0, 1 and 2, who are busy before as told.
fn at_penalties(preset: &str, moments: &[f64], busy: &[(&str, f64)]) -> Vec<String> {
    let blockers: Vec<(String, f64)> =
        busy.iter().map(|(who, until)| (format!("for-{who}"), *until)).collect();
    let mut calls: Vec<Calls<'_>> = vec![("x", 10.0, moments, "")];
    calls.extend(blockers.iter().map(|(name, until)| (&**name, until - 5.0, &[5.0][..], "")));
    let skills = |who: &str, rank: u32| {
        let own = busy.iter().filter(|(busy, _)| *busy == who);
        let own: String = own.map(|(who, _)| format!(", \"for-{who}\"")).collect();
        format!("skills = [{{ call_type = \"x\", rank = {rank} }}{own}]")
    };
    let (a, b, c) = (skills("a", 1), skills("b", 2), skills("c", 3));
    let model = centre(preset, &calls, &[("a", 0.0, &a), ("b", 1.0, &b), ("c", 2.0, &c)]);
    let told = answers(&model).into_iter();
    told.filter(|answer| !answer.starts_with("for-")).collect()
}

#[test]
fn penalty_rules_open_and_move_the_window_while_a_caller_waits() {
    let preset = "{ name = \"asterisk.leastrecent\", penalty_rules = [{ max = 0 }, \
                  { after = \"30s\", max = 1 }, { after = \"60s\", min = 2, max = 2 }] }";
    // `a` is busy until 500: `b` at 30 s, but both busy, `c` at 60 s.
    assert_eq!(at_penalties(preset, &[10.0], &[("a", 500.0)]), ["x10 b 40"]);
    assert_eq!(at_penalties(preset, &[10.0], &[("a", 500.0), ("b", 500.0)]), ["x10 c 70"]);
    // From 60 s on `a` and `b` are below the window, however idle.
    let all = [("a", 100.0), ("b", 110.0), ("c", 120.0)];
    assert_eq!(at_penalties(preset, &[10.0], &all), ["x10 c 120"]);
}

#[test]
fn raised_penalties_make_members_equal() {
    let at_once = "{ name = \"asterisk.leastrecent\", penalty_rules = [{ raise = 1 }] }";
    // Penalties 1, 1 and 2: `a` and `b` take turns.
    assert_eq!(at_penalties(at_once, &[10.0, 30.0, 50.0], &[]), ["x10 a", "x30 b", "x50 a"]);
    // Raised before the window is looked at: above it is everybody.
    let all_out = "{ name = \"asterisk.leastrecent\", penalty_rules = [{ raise = 2, max = 1 }, \
                   { after = \"40s\", max = 2 }] }";
    assert_eq!(at_penalties(all_out, &[10.0], &[]), ["x10 a 50"]);
}

#[test]
fn small_queues_know_no_penalties() {
    let taker = |limit: u32| {
        let preset =
            format!("{{ name = \"asterisk.leastrecent\", penalty_members_limit = {limit} }}");
        at_penalties(&preset, &[10.0, 30.0, 50.0], &[])
    };
    assert_eq!(taker(2), ["x10 a", "x30 a", "x50 a"]);
    assert_eq!(taker(3), ["x10 a", "x30 b", "x50 c"]);
}

#[test]
fn tiers_are_opened_one_after_another() {
    let tiers = |told: &str, busy: &[(&str, f64)]| {
        let preset = format!("{{ name = \"freeswitch.longest-idle-agent\"{told} }}");
        at_penalties(&preset, &[10.0], busy)
    };
    let a = [("a", 500.0)];
    let a_and_b = [("a", 500.0), ("b", 500.0)];
    assert_eq!(tiers("", &a), ["x10 b"]);
    // The flat wait opens all levels but the first.
    assert_eq!(tiers(", tier_rule_wait = \"30s\"", &[]), ["x10 a"]);
    assert_eq!(tiers(", tier_rule_wait = \"30s\"", &a), ["x10 b 40"]);
    assert_eq!(tiers(", tier_rule_wait = \"30s\"", &a_and_b), ["x10 c 40"]);
    let multiplied = ", tier_rule_wait = \"30s\", tier_rule_wait_multiply = true";
    assert_eq!(tiers(multiplied, &a), ["x10 b 70"]);
    assert_eq!(tiers(multiplied, &a_and_b), ["x10 c 100"]);
    // The first level waits too.
    let all_wait = ", tier_rule_wait = \"30s\", tier_rule_no_agent_no_wait = false";
    assert_eq!(tiers(all_wait, &[]), ["x10 a 40"]);
    assert_eq!(tiers(", tier_rule_wait = \"30s\", tier_rules_apply = false", &a), ["x10 b"]);
}

#[test]
fn a_tier_comes_at_once_when_nobody_of_those_before_is_logged_in() {
    let taker = |login: f64, told: &str| {
        let preset = format!("{{ name = \"freeswitch.random\", tier_rule_wait = \"30s\"{told} }}");
        let calls: [Calls<'_>; 1] = [("x", 10.0, &[10.0], "")];
        let second = "skills = [{ call_type = \"x\", rank = 2 }]";
        answers(&centre(&preset, &calls, &[("a", login, X), ("b", 0.0, second)]))
    };
    assert_eq!(taker(1000.0, ""), ["x10 b"]);
    assert_eq!(taker(1000.0, ", tier_rule_no_agent_no_wait = false"), ["x10 b 40"]);
}

#[test]
fn phones_ring_at_all_of_the_best_rank_or_at_all() {
    // `c` would pick up first.
    let answer = |preset: &str| {
        let calls: [Calls<'_>; 1] = [("x", 10.0, &[10.0], "")];
        let keys = |rank: u32, seconds: u32| {
            format!(
                "ring = {{ time = \"{seconds}s\" }}\n\
                 skills = [{{ call_type = \"x\", rank = {rank} }}]"
            )
        };
        let (a, b, c) = (keys(1, 8), keys(1, 6), keys(2, 4));
        answers(&centre(preset, &calls, &[("a", 0.0, &a), ("b", 0.0, &b), ("c", 0.0, &c)]))
    };
    assert_eq!(answer("\"asterisk.ringall\""), ["x10 b 16"]);
    assert_eq!(answer("\"freeswitch.ring-all\""), ["x10 c 14"]);
    // With tier rules `c` rings from 40 on; nobody is idle then.
    let tiers = "{ name = \"freeswitch.ring-all\", tier_rule_wait = \"30s\" }";
    assert_eq!(answer(tiers), ["x10 b 16"]);
}

#[test]
fn phones_join_one_after_another() {
    // The first one would ring for 60 s, as would all others but that they begin later.
    let answered = |preset: &str| {
        let calls: [Calls<'_>; 1] = [("x", 10.0, &[10.0], "")];
        let keys = |seconds: u32| format!("ring = {{ time = \"{seconds}s\" }}\n{X}");
        let (slow, quick) = (keys(60), keys(3));
        let agents: [Agents<'_>; 2] = [("a", 0.0, &slow), ("b", 0.0, &quick)];
        answers(&centre(preset, &calls, &agents))
    };
    // Which phone rings first is a matter of lots: at once, or when it joins after 10 s.
    let usual = answered("\"freeswitch.ring-progressively\"");
    assert!(usual == ["x10 b 13"] || usual == ["x10 b 23"], "{usual:?}");
    let wide = answered("{ name = \"freeswitch.ring-progressively\", every = \"20s\" }");
    let later = if usual == ["x10 b 13"] { "x10 b 13" } else { "x10 b 33" };
    assert_eq!(wide, [later]);
}

/// A call at 10 to agents of levels 5, 3 and 1, of whom some are busy until 500.
fn at_levels(preset: &str, busy: &[&str]) -> Vec<String> {
    let blockers: Vec<String> = busy.iter().map(|who| format!("for-{who}")).collect();
    let mut calls: Vec<Calls<'_>> = vec![("x", 10.0, &[10.0], "")];
    calls.extend(
        blockers.iter().map(|name| (&**name, 495.0, &[5.0][..], "route = [{ groups = \"all\" }]")),
    );
    let skills = |who: &str, level: u32| {
        let own = if busy.contains(&who) { format!(", \"for-{who}\"") } else { String::new() };
        format!("skills = [{{ call_type = \"x\", level = {level} }}{own}]")
    };
    let (five, three, one) = (skills("five", 5), skills("three", 3), skills("one", 1));
    let agents: [Agents<'_>; 3] =
        [("five", 3.0, &five), ("three", 2.0, &three), ("one", 1.0, &one)];
    let told = answers(&centre(preset, &calls, &agents)).into_iter();
    told.filter(|answer| !answer.starts_with("for-")).collect()
}

#[test]
fn rings_widen_by_level() {
    let rings = "rings = [{ level = 5 }, { after = \"20s\", level = 3 }, { after = \"40s\" }]";
    let bullseye = format!("{{ name = \"genesys.bullseye\", {rings} }}");
    assert_eq!(at_levels(&bullseye, &[]), ["x10 five"]);
    assert_eq!(at_levels(&bullseye, &["five"]), ["x10 three 30"]);
    assert_eq!(at_levels(&bullseye, &["five", "three"]), ["x10 one 50"]);
    // The best level is 1: a ring opens those up to its level.
    let rings = "rings = [{ level = 1 }, { after = \"20s\", level = 3 }]";
    let cxone = format!("{{ name = \"cxone.acceleration\", {rings} }}");
    assert_eq!(at_levels(&cxone, &[]), ["x10 one"]);
    assert_eq!(at_levels(&cxone, &["one"]), ["x10 three 30"]);
}

#[test]
fn steps_of_proficiency_expire() {
    let steps = "rings = [{ level = 5 }, { after = \"20s\", level = 3 }], anyone_after = \"1m\"";
    let connect = format!("{{ name = \"connect.proficiency\", {steps} }}");
    assert_eq!(at_levels(&connect, &[]), ["x10 five"]);
    assert_eq!(at_levels(&connect, &["five"]), ["x10 three 30"]);
    assert_eq!(at_levels(&connect, &["five", "three"]), ["x10 one 70"]);
}

#[test]
fn precision_steps_are_ordered_as_told() {
    let with = |order: &str| {
        takers_of_eight(&format!("{{ name = \"cisco.precision\", agent_order = \"{order}\" }}"))
    };
    assert_eq!(with("most-skilled"), "bcccbbbb");
    assert_eq!(with("least-skilled"), "acccaaaa");
}

#[test]
fn a_delay_in_the_profile_hides_a_contact() {
    let late = "skills = [{ call_type = \"x\", delay = \"30s\" }, \"y\"]";
    let calls: [Calls<'_>; 2] = [("x", 10.0, &[10.0, 60.0], ""), ("y", 10.0, &[35.0], "")];
    let model = centre("\"connect.profile\"", &calls, &[("a", 0.0, late)]);
    // At 40 the agent is on `y35`; at 45 `x10` is visible.
    assert_eq!(answers(&model), ["y35 a", "x10 a 45", "x60 a 90"]);
}

#[test]
fn idle_time_counts_from_what_is_told() {
    // `a` wraps up until 60, `b` has talked until 30 and has no wrap-up.
    let taker = |preset: &str| {
        let calls: [Calls<'_>; 3] = [
            ("x", 10.0, &[100.0], ""),
            ("for-a", 5.0, &[5.0], WRAPS_UP),
            ("for-b", 10.0, &[20.0], ""),
        ];
        let agents: [Agents<'_>; 2] =
            [("a", 0.0, "skills = [\"x\", \"for-a\"]"), ("b", 0.0, "skills = [\"x\", \"for-b\"]")];
        answers(&centre(preset, &calls, &agents))[2].clone()
    };
    assert_eq!(taker("\"avaya.ucd-mia\""), "x100 a");
    assert_eq!(taker("{ name = \"avaya.ucd-mia\", idle_since = \"wrap-up-end\" }"), "x100 b");
    assert_eq!(taker("{ name = \"genesys.standard\", idle_since = \"last-offer\" }"), "x100 a");
    assert_eq!(taker("\"genesys.standard\""), "x100 b");
}

#[test]
fn occupancy_is_with_or_without_after_call_work() {
    // `a` has talked 5 s and wrapped up 50 s, `b` has talked 10 s.
    let taker = |counts: bool| {
        let calls: [Calls<'_>; 3] = [
            ("x", 10.0, &[100.0], ""),
            ("for-a", 5.0, &[5.0], WRAPS_UP),
            ("for-b", 10.0, &[20.0], ""),
        ];
        let agents: [Agents<'_>; 2] =
            [("a", 0.0, "skills = [\"x\", \"for-a\"]"), ("b", 0.0, "skills = [\"x\", \"for-b\"]")];
        let preset = format!("{{ name = \"avaya.ucd-loa\", acw_counts = {counts} }}");
        answers(&centre(&preset, &calls, &agents))[2].clone()
    };
    assert_eq!(taker(true), "x100 b");
    assert_eq!(taker(false), "x100 a");
}

#[test]
fn generalists_keep_a_reserve_for_higher_priorities() {
    let told = |reserve: u32| {
        let calls: [Calls<'_>; 2] =
            [("h", 100.0, &[30.0], "priority = 2"), ("l", 100.0, &[10.0, 20.0], "priority = 1")];
        let agents: [Agents<'_>; 2] = [
            ("both", 0.0, "agents = 2\nskills = [\"h\", { call_type = \"l\", rank = 2 }]"),
            ("low", 1000.0, "skills = [\"l\"]"),
        ];
        let preset = format!("{{ name = \"paper.threshold-reservation\", reserve = {reserve} }}");
        answers(&centre(&preset, &calls, &agents))
    };
    assert_eq!(told(0), ["l10 both", "l20 both", "h30 both 110"]);
    // One stays idle for `h`; when both are back, `l` may have one.
    assert_eq!(told(1), ["l10 both", "h30 both", "l20 both 130"]);
}

#[test]
fn locals_first_then_the_most_special() {
    let told = |busy: &[f64], delay: &str| {
        let calls: [Calls<'_>; 2] = [("x", 10.0, &[10.0], ""), ("z", 400.0, busy, "")];
        let agents: [Agents<'_>; 3] = [
            ("local", 0.0, "skills = [\"x\", \"z\"]"),
            (
                "wide",
                0.0,
                "skills = [{ call_type = \"x\", rank = 2 }, { call_type = \"z\", rank = 9 }]",
            ),
            ("special", 1.0, "skills = [{ call_type = \"x\", rank = 2 }]"),
        ];
        let preset =
            format!("{{ name = \"paper.local-specialist\", overflow_delay = \"{delay}\" }}");
        let told = answers(&centre(&preset, &calls, &agents)).into_iter();
        told.filter(|answer| answer.starts_with('x')).collect::<Vec<_>>()
    };
    assert_eq!(told(&[], "30s"), ["x10 local"]);
    assert_eq!(told(&[5.0], "30s"), ["x10 special 40"]);
    assert_eq!(told(&[5.0], "0s"), ["x10 special"]);
}

#[test]
fn idle_shares_decide_between_pools() {
    // Two idle in each; one of three quarters exceeds its share less than one of a quarter.
    let calls: [Calls<'_>; 1] = [("x", 100.0, &[10.0, 20.0, 30.0], "")];
    let agents: [Agents<'_>; 2] = [
        ("a", 0.0, "agents = 2\nidle_share = 3\nskills = [\"x\"]"),
        ("b", 5.0, "agents = 2\nidle_share = 1\nskills = [\"x\"]"),
    ];
    // 2 − 3 and 2 − 1; 2 − 2.25 and 1 − 0.75; 2 − 1.5 and 0 − 0.5.
    assert_eq!(takers(&centre("\"paper.fqr\"", &calls, &agents)), "bba");
}

#[test]
fn what_the_scenario_says_comes_before_the_preset() {
    let own = "\"freeswitch.random\"\nagent_selection = \"linear-descending\"\nranks = \"by-rule\"";
    assert_eq!(takers_of_eight(own), "cbbbcccc");
    let calls: [Calls<'_>; 2] =
        [("h", 100.0, &[1.0, 50.0], "priority = 15\npriority_gain = 0"), ("l", 50.0, &[40.0], "")];
    let model = centre("\"freeswitch.random\"", &calls, &[("a", 0.0, "skills = [\"h\", \"l\"]")]);
    assert_eq!(model.call_types()[0].routing.priority_gain, 0.0);
    // 15 against 1 + 61.
    assert_eq!(answers(&model)[1], "l40 a 101");
}
