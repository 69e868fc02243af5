//! Rules that look at outages.

use callsim::model::{AtClose, Failure, NewCalls, Outage, OutageTiming, OutageWindow};

use super::{Rule, managed_with_outages, seconds};
use crate::common::{constant, one_day};
use crate::{calls, group, head_count, moment, tell};

#[test]
fn a_rule_may_ask_whether_an_outage_is_in_force() {
    let at = moment(100.0);
    let switch = Outage {
        name: "switch".to_owned(),
        timing: OutageTiming::Planned {
            probability: 1.0,
            windows: vec![OutageWindow { from: at, until: at }],
        },
        duration: constant(100.0),
        failure: Failure::Platform {
            new_calls: NewCalls::Block,
            drops_waiting: false,
            in_progress: Default::default(),
        },
        recovery_window: seconds(600.0),
    };
    let day = |when| {
        let types = vec![calls("a", &[], 50.0, None)];
        let groups = vec![group("them", &[(0, 1)], head_count(&[(0.0, 2)]))];
        let rules = vec![Rule::when("it", when)];
        let horizon = one_day(1, AtClose::ServeQueue);
        tell(&managed_with_outages(horizon, types, groups, vec![switch.clone()], rules)).rules
    };
    assert_eq!(day("outage('switch')")[1..], ["it began 100", "it ended 200"]);
    assert_eq!(day("staff_down == 2")[1..], ["it began 100", "it ended 200"]);
    assert_eq!(day("down('them') > 0 and staff == 2")[1..], ["it began 100", "it ended 200"]);
}
