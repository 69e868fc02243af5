//! Laws of call selection, on random small centres: rules that say the same in other words give the
//! same results, bit for bit.

mod common;

use callsim::expression::{Expression, Kind};
use callsim::model::{AgentRule, CallRule, IdleSince, Model, NextStepKind, Parts, Routing};
use common::{fixed, observe, peopled};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

/// The same centre with other rules, without routes, and without calls that are handed on to the
/// head of a queue.
fn routed(model: &Model, routing: Routing) -> Model {
    let mut call_types = model.call_types().to_vec();
    for routing in call_types.iter_mut().map(|each| &mut each.routing) {
        (routing.route, routing.last_agent) = (None, None);
    }
    for step in call_types.iter_mut().flat_map(|each| &mut each.life.next_steps) {
        if let NextStepKind::Transfer { head_of_queue, .. } = &mut step.kind {
            *head_of_queue = false;
        }
    }
    Model::from_parts(Parts { call_types, routing, ..model.parts() }).unwrap()
}

fn by_calls(rules: &[CallRule]) -> Routing {
    Routing { call_selection: rules.to_vec(), ..Routing::default() }
}

/// The longest idle agent of the best rank: as usual, but said so that rules are asked one by one.
fn asked_one_by_one(rules: &[CallRule]) -> Routing {
    let agent_selection = vec![AgentRule::Rank, AgentRule::LongestIdle(IdleSince::WrapUpEnd)];
    Routing { agent_selection, ..by_calls(rules) }
}

proptest! {
    #![proptest_config(fixed(100))]

    #[test]
    fn rules_asked_one_by_one_say_what_lists_in_their_order_say(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        for rules in [
            &[CallRule::Priority, CallRule::FirstCome][..],
            &[CallRule::FirstCome],
            &[CallRule::Priority, CallRule::RankThenFcfs],
            &[CallRule::Rank, CallRule::Priority],
        ] {
            let lists = routed(&model, by_calls(rules));
            let one_by_one = routed(&model, asked_one_by_one(rules));
            prop_assert!(lists.is_routed_by_standard() && !one_by_one.is_routed_by_standard());
            prop_assert_eq!(observe(&lists, seed, 0), observe(&one_by_one, seed, 0));
        }
    }

    #[test]
    fn where_nobody_is_put_at_the_head_the_longest_wait_is_that_of_the_first_come(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        let first_come = routed(&model, by_calls(&[CallRule::FirstCome]));
        let longest_wait = routed(&model, by_calls(&[CallRule::LongestWait]));
        prop_assert_eq!(observe(&first_come, seed, 0), observe(&longest_wait, seed, 0));
    }

    #[test]
    fn every_rule_takes_calls_of_every_centre_and_forgets_the_replication_before(
        model in peopled(),
        seed in any::<u64>(),
    ) {
        for rule in CallRule::ALL {
            let words = model.vocabularies().call_score();
            // It looks at all calls, not just at the first ones of queues.
            let score = Expression::parse("priority - wait * attempt", words, Kind::Number);
            let routing = Routing { call_score: score.ok(), ..asked_one_by_one(&[rule]) };
            let model = routed(&model, routing);
            let mut recorder = callsim::observe::Recorder::new(&model);
            let mut engine = callsim::engine::Engine::new(&model);
            engine.run(seed, 1, &mut recorder);
            recorder.restart();
            engine.run(seed, 0, &mut recorder);
            prop_assert_eq!(recorder.observations(), &observe(&model, seed, 0), "{:?}", rule);
        }
    }
}
