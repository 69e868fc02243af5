//! What is calculated.

use std::cell::Cell;

use super::{Expression, Kind, Vocabulary, condition, index, number, vocabulary};

/// wait, priority, target, calls, idle, due, is_task, queues of sales and of billing.
const VALUES: [f64; 9] = [30.0, 2.0, 20.0, 4.0, 50.0, f64::INFINITY, 0.0, 7.0, 5.0];

fn value(text: &str) -> f64 {
    number(text).evaluate(|index| VALUES[index])
}

fn truth(text: &str) -> bool {
    condition(text).is_true(|index| VALUES[index])
}

#[test]
fn operators_bind_as_in_mathematics() {
    assert_eq!(value("1 + 2 * 3 - 4 / 2"), 5.0);
    assert_eq!(value("(1 + 2) * 3"), 9.0);
    assert_eq!(value("10 - 4 - 3"), 3.0);
    assert_eq!(value("2 ^ 3 ^ 2"), 512.0);
    assert_eq!(value("-2 ^ 2"), -4.0);
    assert_eq!(value("2 ^ -1"), 0.5);
    assert_eq!(value("- -wait * -2"), -60.0);
    assert!(truth("not wait == 3 and true or false"));
    assert!(truth("true or true and false"));
    assert!(truth("1 + 1 < 3 and 2 * 2 >= 4"));
    assert!(truth("(wait > calls) == not is_task"));
}

#[test]
fn variables_and_functions_have_their_values() {
    assert_eq!(value("priority*10 + wait/target - idle"), -28.5);
    assert_eq!(value("queue_length(\"sales\") - queue_length('billing')"), 2.0);
    assert_eq!(value("min(wait, 12, calls) + max(1, 2, 3)"), 7.0);
    assert_eq!(value("clamp(wait, 0, 10) + clamp(-5, 0, 10)"), 10.0);
    assert_eq!(value("abs(-3) + sqrt(16) + floor(-0.5)"), 6.0);
    assert_eq!(value("exp(0) + ln(1)"), 1.0);
    assert_eq!(value("if(wait > 60, 1, 2)"), 2.0);
    assert_eq!(value("min(due, 100)"), 100.0);
    assert_eq!(value("calls ^ 0.5"), 2.0);
    assert_eq!(value("(calls + 1) ^ 3"), 125.0);
}

#[test]
fn numbers_and_durations_are_read_to_the_last_bit() {
    for (text, want) in [
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("1_000.5", 1000.5),
        ("2.5E-3", 0.0025),
        ("30s", 30.0),
        ("2min", 120.0),
        ("2m", 120.0),
        ("1h", 3600.0),
        ("500ms", 0.5),
        ("1h30m5s", 5405.0),
        ("1.5h", 5400.0),
        ("1e2s", 100.0),
        ("1d", 86_400.0),
        ("300us", 0.0003),
    ] {
        assert_eq!(value(text), want, "{text}");
    }
}

#[test]
fn only_what_decides_is_looked_at() {
    let looked_at = |text: &str| {
        let seen = Cell::new(0_u32);
        let value_of = |index: usize| {
            seen.set(seen.get() | 1 << index);
            VALUES[index]
        };
        condition(text).is_true(value_of);
        (0..9).filter(|index| seen.get() & 1 << index != 0).collect::<Vec<_>>()
    };
    assert_eq!(looked_at("if(wait > 60, calls, idle) > 0"), [0, 4]);
    assert_eq!(looked_at("wait > 60 and calls > 0"), [0]);
    assert_eq!(looked_at("wait > 20 and calls > 0"), [0, 3]);
    assert_eq!(looked_at("wait > 20 or calls > 0"), [0]);
    assert_eq!(looked_at("false and calls > 0 or wait > 0"), [0]);
}

#[test]
fn conditions_bound_the_variables_behind_them() {
    for text in [
        "if(calls > 0, 1 / calls, 0)",
        "if(0 < calls, 1 / calls, 0)",
        "if(calls == 0, 0, 1 / calls)",
        "if(calls != 0, 1 / calls, 0)",
        "if(not calls > 0, 0, 1 / calls)",
        "if(calls >= 1 and wait > 0, ln(wait) / calls, 0)",
        "if(calls < 1 or wait <= 0, 0, wait / (calls * wait))",
        "if(calls > 0 and wait / calls > 3, 1, 0)",
        "if(priority > 2 - 3, sqrt(priority + 1), 0)",
        "if(due < 1h, due + 1, 0)",
        "1 / max(calls, 1) + 1 / (calls + 1)",
        "exp(-wait) + sqrt(priority ^ 2) + (wait + 1) ^ -0.5",
    ] {
        number(text);
    }
}

#[test]
fn the_largest_that_is_allowed_is_calculated() {
    let nested = format!("{}wait{}", "(".repeat(64), ")".repeat(64));
    assert_eq!(value(&nested), 30.0);
    assert_eq!(value(&format!("{}wait", "-".repeat(256))), 30.0);
    assert_eq!(value(&vec!["1"; 257].join("+")), 257.0);
    // As many values wait as operations are there.
    assert_eq!(value(&vec!["wait^1"; 100].join("+")), 3000.0);
    let waiting = format!("{}wait{}", "wait + (0 * ".repeat(60), ")".repeat(60));
    assert_eq!(value(&waiting), 30.0);
    assert_eq!(value(&vec!["1 "; 257].join("^")), 1.0);
}

#[test]
fn what_is_known_beforehand_is_not_calculated_again() {
    assert_eq!(number("2 * 3 + wait").code, number("6 + wait").code);
    assert_eq!(number("if(1 < 2 and not false, sqrt(4), wait)").code, number("2").code);
    assert_eq!(number("clamp(2min, 1s, 1h) / 1min").code, number("2").code);
}

#[test]
fn variables_are_those_that_count() {
    let score = number("priority * 10 + if(is_task, wait, 0) + queue_length('billing')");
    assert_eq!(score.variables().collect::<Vec<_>>(), [0, 1, 6, 8]);
    assert!(score.uses(index("wait")) && !score.uses(index("idle")));
    assert!(score.uses_only(|index| index != 3) && !score.uses_only(|index| index > 0));
    assert_eq!(number("if(true, 1, wait)").variables().count(), 0);
}

#[test]
fn trends_are_told_from_the_operations() {
    let is_rising = |text: &str| number(text).is_nondecreasing_in(index("wait"));
    for text in [
        "priority + 0.5 * wait",
        "min(10, 2*wait)",
        "wait / target",
        "wait * calls",
        "priority",
        "wait ^ 2 + (wait + 1) ^ 3",
        "-(1 / (1 + wait))",
        "floor(sqrt(wait))",
        "if(wait > 60, 100 + wait, wait)",
        "if(wait <= 1min, 0, 10)",
        "if(is_task, wait, 2 * wait)",
        "if(wait > 20 and wait > 30 or wait > 40, 1, 0)",
        "abs(wait) - abs(-1 - wait) * -1",
        "exp(priority) + wait",
        "clamp(wait, 10, 20)",
    ] {
        assert!(is_rising(text), "{text}");
    }
    for text in [
        "-wait",
        "wait * priority",
        "priority - wait",
        "10 / (1 + wait)",
        "wait - wait / 2",
        "ln(1 + wait)",
        "abs(wait - 5)",
        "if(wait > 60, wait - 50, wait)",
        "if(wait == 60, 1, 0)",
        "(wait - 1) ^ 2",
    ] {
        assert!(!is_rising(text), "{text}");
    }
    assert!(condition("wait > 60 and not wait < 30").is_nondecreasing_in(index("wait")));
}

#[test]
fn straight_lines_are_taken_apart() {
    let parts = |text: &str| {
        number(text).affine_in(index("idle")).map(|parts| parts.map(|part| part.to_string()))
    };
    let found = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
    assert_eq!(parts("priority + 0.5 * idle"), found("priority", "0.5"));
    assert_eq!(parts("idle"), found("0", "1"));
    assert_eq!(parts("calls"), found("calls", "0"));
    assert_eq!(
        parts("(priority - idle) / target + idle * queue_length('sales')"),
        found("priority / target", "((-1) / target) + queue_length(\"sales\")")
    );
    assert_eq!(parts("if(is_task, idle, 3)"), found("if(is_task, 0, 3)", "if(is_task, 1, 0)"));
    assert_eq!(parts("if(calls > 0, idle / calls, 0)"), found("0", "if(calls > 0, 1 / calls, 0)"));
    assert_eq!(parts("idle ^ 2"), None);
    assert_eq!(parts("min(idle, 10)"), None);
    assert_eq!(parts("if(idle > 5, 1, 0)"), None);
    assert_eq!(parts("idle * idle"), None);
    assert!(condition("true").affine_in(index("idle")).is_none());
}

#[test]
fn an_expression_shows_its_text() {
    let text = " wait*2 +  priority ";
    assert_eq!(number(text).to_string(), text);
    assert_eq!(number(text), number(text).clone());
    assert_eq!(number(text).range(), -100.0..=2_000_000_100.0);
}

#[test]
fn a_vocabulary_says_what_there_is() {
    let vocabulary = vocabulary();
    let sales = &vocabulary.variables()[7];
    assert_eq!(sales.written(), "queue_length(\"sales\")");
    assert_eq!((sales.name(), sales.entity()), ("queue_length", Some("sales")));
    assert_eq!((sales.kind(), sales.range()), (Kind::Number, 0.0..=1e9));
    assert_eq!(sales.description(), "calls that wait");
}

#[test]
#[should_panic(expected = "`max` stands for something else")]
fn no_variable_has_the_name_of_a_function() {
    let _ = Vocabulary::new().number("max", "", 0.0..=1.0);
}

#[test]
fn no_text_runs_out_of_stack() {
    for sign in ["(", "-", "not ", "2^", "max(", "1+", "if(true,"] {
        for count in [65, 250, 257, 100_000] {
            let text = format!("{}1", sign.repeat(count));
            let _ = Expression::parse(&text, &vocabulary(), Kind::Number);
        }
    }
}

#[test]
fn a_family_may_be_of_truths() {
    let groups = Vocabulary::new().number("calls", "answered calls", 0.0..=1e9).truths(
        "group",
        ["north", "south"],
        "whether it is the agent's",
    );
    let read = |text| Expression::parse(text, &groups, Kind::Truth);
    let condition = read("group('south') and not group('north')").unwrap();
    assert!(condition.is_true(|variable| [5.0, 0.0, 1.0][variable]));
    let faults = read("group('south') > 0").unwrap_err();
    assert_eq!(faults[0].message, "`>` needs a number, but `group('south')` is true or false");
    assert!(condition.is_over(&groups));
    assert!(!condition.is_over(&vocabulary()));
    assert!(groups.is_free("spanish") && !groups.is_free("group") && !groups.is_free("min"));
}

#[test]
fn a_value_may_fall_with_a_variable() {
    let score = number("priority - wait");
    assert!(score.is_nonincreasing_in(index("wait")) && !score.is_nondecreasing_in(index("wait")));
    assert!(score.is_nonincreasing_in(index("idle")) && score.is_nondecreasing_in(index("idle")));
    assert_eq!(score.operations(), 2);
}
