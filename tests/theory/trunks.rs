//! Lines: who finds none free is blocked, and they are free again when callers hang up.

use callsim::model::{Arrivals, CallType, TrunkGroupId};

use crate::chain::{equilibrium, expect};
use crate::common::exponential;
use crate::desk::{Desk, own_groups, with_lines};
use crate::{hold, of_type, oracle, share, steady, waited};

#[test]
fn callers_who_find_no_line_are_blocked_as_m_m_n_k_says() {
    for (agents, lines, load) in [(1, 1, 0.8), (5, 5, 4.0), (5, 8, 5.5), (20, 24, 21.0)] {
        let desk = Desk { lines, ..Desk::new(agents, load) };
        let horizon = steady(1200.0, 8000.0 / desk.rate);
        let name = format!("{agents} agents, {lines} lines");
        desk.hold(&name, &horizon, desk.call_type(&horizon), vec![]);
    }
}

#[test]
fn lines_limit_a_queue_of_impatient_callers() {
    for (agents, lines, load, patience) in [(2, 5, 3.0, 40.0), (10, 14, 12.0, 90.0)] {
        let desk = Desk { lines, patience, ..Desk::new(agents, load) };
        let horizon = steady(1200.0, 8000.0 / desk.rate);
        let name = format!("{agents} agents, {lines} lines, patience");
        desk.hold(&name, &horizon, desk.call_type(&horizon), vec![]);
    }
}

#[test]
fn a_line_is_free_again_when_the_wrap_up_begins() {
    // The last one has fewer lines than agents, who are held back by wrap-up alone.
    for (agents, lines, load) in [(3, 4, 2.2), (4, 6, 4.0), (6, 3, 4.0)] {
        let desk =
            Desk { lines, wrap_up: 45.0, talk: 30.0, patience: 80.0, ..Desk::new(agents, load) };
        let horizon = steady(1200.0, 8000.0 / desk.rate);
        let name = format!("{agents} agents, {lines} lines, wrap-up");
        desk.hold(&name, &horizon, desk.call_type(&horizon), vec![]);
    }
}

#[test]
fn call_types_that_share_lines_block_each_other() {
    let (lines, agents, rates, talks) = (6, [2, 3], [0.04, 0.05], [50.0, 70.0]);
    // States: callers of each type on the line.
    let chain = equilibrium([0u32, 0], |on_line| {
        let mut next = vec![];
        for index in 0..2 {
            let mut more = on_line;
            more[index] += 1;
            if on_line[0] + on_line[1] < lines {
                next.push((more, rates[index]));
            }
            let mut fewer = on_line;
            fewer[index] = fewer[index].saturating_sub(1);
            next.push((fewer, f64::from(on_line[index].min(agents[index])) / talks[index]));
        }
        next
    });
    let horizon = steady(1200.0, 100_000.0);
    let types = [0, 1].map(|index: usize| {
        let arrivals = Arrivals::constant(&horizon, rates[index]);
        let name = ["alpha", "beta"][index];
        let mut calls = CallType::new(name, arrivals, exponential(talks[index]), None);
        calls.life.trunks = Some(TrunkGroupId(0));
        calls
    });
    let groups = own_groups(&agents, &horizon);
    let model = with_lines("shared lines", &horizon, lines, types.to_vec(), groups);
    let full = |on_line: &[u32; 2]| on_line[0] + on_line[1] == lines;
    let blocked = expect(&chain, |on_line| f64::from(u8::from(full(on_line))));
    let mut oracles = vec![];
    for (id, index) in [(0, 0), (1, 1)] {
        let waits = expect(&chain, |on_line| {
            f64::from(u8::from(!full(on_line) && on_line[index] >= agents[index]))
        });
        oracles.push(oracle("blocked", blocked, share(id, |calls| calls.blocked)));
        oracles.push(oracle("wait > 0", waits, of_type(id, waited)));
    }
    hold(&model, 150, &oracles);
}
