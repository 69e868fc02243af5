//! Every complaint, with its place.

use super::super::Fault;
use super::{Expression, Kind, vocabulary};

/// Where a text is at fault, the message and the remedy.
fn complaints(text: &str, kind: Kind) -> Vec<String> {
    let show = |fault: &Fault| {
        let place = &text[fault.span.clone()];
        format!("{}..{place}| {} | {}", fault.span.start, fault.message, fault.remedy)
    };
    match Expression::parse(text, &vocabulary(), kind) {
        Ok(_) => vec!["fine".to_owned()],
        Err(faults) => faults.iter().map(show).collect(),
    }
}

#[test]
fn every_complaint_says_where_what_and_what_to_do() {
    let wanted: &[(&str, &[&str])] = &[
        ("", &["0..| the expression is empty | write a number, a name or a calculation"]),
        (
            "wait +",
            &[
                "6..| expected a value, found the end | a value is a number, a name, a function or something in parentheses",
            ],
        ),
        (
            "wait + * 2",
            &[
                "7..*| expected a value, found `*` | a value is a number, a name, a function or something in parentheses",
            ],
        ),
        ("(wait", &["0..(| this parenthesis is never closed | write `)` where it should end"]),
        (
            "wait)",
            &[
                "4..)| nothing opens this parenthesis | remove it, or write `(` where it should begin",
            ],
        ),
        (
            "wait 2",
            &[
                "5..2| expected an operator, found a number | write an operator such as `*` or `and` before it",
            ],
        ),
        ("2wait", &["0..2wait| unknown unit `wait` | write `2 * wait`"]),
        (
            "30sec",
            &[
                "0..30sec| unknown unit `sec` | the units are: `us`, `ms`, `s`, `m`, `min`, `h`, `d`",
            ],
        ),
        (
            "5 min",
            &[
                "2..min| expected an operator, found `min` | write the unit right after its number, without a space",
            ],
        ),
        (
            "1..2",
            &["0..1..2| `1..2` is no number | numbers look like `12`, `0.5`, `1_000` or `1e3`"],
        ),
        ("1e999", &["0..1e999| `1e999` is too large for a number | numbers go up to 1.79e308"]),
        ("1h30", &["0..1h30| `30` has no unit | write a unit after it, as in `30s`"]),
        ("wait = 3", &["5..=| `=` is no operator here | write `==`"]),
        ("wait && calls", &["5..&&| `&&` is no operator here | write `and`"]),
        (
            "wait % 2 + $",
            &[
                "5..%| unexpected `%` | an expression has numbers, names, operators and parentheses",
                "11..$| unexpected `$` | an expression has numbers, names, operators and parentheses",
            ],
        ),
        ("'sales", &["0..'sales| this quote is never closed | end the name with `'`"]),
        (
            "'sales' + 1",
            &[
                "0..'sales'| `sales` in quotes is no value | names in quotes stand in the parentheses of a function",
            ],
        ),
        (
            "wiat + prioritee",
            &[
                "0..wiat| unknown name `wiat` | did you mean `wait`?",
                "7..prioritee| unknown name `prioritee` | did you mean `priority`?",
            ],
        ),
        (
            "Wait + unknown",
            &[
                "0..Wait| unknown name `Wait` | did you mean `wait`?",
                "7..unknown| unknown name `unknown` | there is: `wait`, `priority`, `target`, `calls`, `idle`, `due`, `is_task`, `queue_length`, `forecast`",
            ],
        ),
        (
            "queue_lenght('sales')",
            &["0..queue_lenght| unknown function `queue_lenght` | did you mean `queue_length`?"],
        ),
        (
            "queue_length('slaes')",
            &["13..'slaes'| `queue_length` knows no `slaes` | did you mean `sales`?"],
        ),
        (
            "queue_length('support')",
            &["13..'support'| `queue_length` knows no `support` | there is: `sales`, `billing`"],
        ),
        (
            "queue_length",
            &[
                "0..queue_length| `queue_length` is a function | say whose, as in `queue_length(\"sales\")`",
            ],
        ),
        (
            "queue_length(sales)",
            &[
                "0..queue_length(sales)| `queue_length` takes one name in quotes | write `queue_length(\"sales\")`",
            ],
        ),
        ("forecast('x')", &["9..'x'| `forecast` knows no `x` | there is: none"]),
        ("wait(3)", &["0..wait| `wait` is no function | write `wait` alone, or `wait * (…)`"]),
        (
            "foo(1)",
            &[
                "0..foo| unknown function `foo` | there is: `if`, `min`, `max`, `clamp`, `abs`, `sqrt`, `exp`, `ln`, `floor`, `queue_length`, `forecast`",
            ],
        ),
        ("sqrt(1, 2)", &["0..sqrt(1, 2)| `sqrt` takes one value, not 2 | write `sqrt(x)`"]),
        ("max(1)", &["0..max(1)| `max` takes 2 values or more, not 1 | write `max(a, b)`"]),
        ("clamp()", &["0..clamp()| `clamp` takes 3 values, not 0 | write `clamp(x, low, high)`"]),
        ("if", &["0..if| `if` is a function | write `if(condition, a, b)`"]),
        ("min + 1", &["0..min| `min` is a function | write `min(a, b)`"]),
        (
            "wait + (calls > 3)",
            &[
                "7..(calls > 3)| `+` needs a number, but `calls > 3` is true or false | make it a number: `if(calls > 3, 1, 0)`",
            ],
        ),
        (
            "not wait",
            &[
                "4..wait| `not` needs a condition, but `wait` is a number | compare it, as in `wait > 0`",
            ],
        ),
        (
            "if(wait, 1, 2)",
            &[
                "3..wait| `if` needs a condition, but `wait` is a number | compare it, as in `wait > 0`",
            ],
        ),
        (
            "if(is_task, 1, true)",
            &[
                "15..true| the second value of `if` must be, like the first, a number, but `true` is true or false | make it a number: `if(true, 1, 0)`",
            ],
        ),
        (
            "1 < wait < 3",
            &["0..1 < wait < 3| comparisons cannot be chained | write `1 < wait and wait < 3`"],
        ),
        (
            "is_task == 1",
            &[
                "11..1| the right of `==` must be, like the left, a condition, but `1` is a number | compare it, as in `1 > 0`",
            ],
        ),
        (
            "calls > 3",
            &[
                "0..calls > 3| the expression must be a number, but `calls > 3` is true or false | make it a number: `if(calls > 3, 1, 0)`",
            ],
        ),
        ("1 / calls", &["4..calls| `calls` may be 0 | write `max(calls, 1)`"]),
        (
            "1 / (calls - wait)",
            &["4..(calls - wait)| `calls - wait` may be 0 | write `max(calls - wait, 1)`"],
        ),
        ("1 / 0", &["4..0| nothing can be divided by 0 | write another number here"]),
        ("1 / (-calls)", &["4..(-calls)| `-calls` may be 0 | write `min(-calls, -1)`"]),
        ("ln(wait)", &["3..wait| `wait` may be 0 | write `ln(max(wait, 1))`"]),
        (
            "ln(priority)",
            &["3..priority| `priority` may be negative | write `ln(max(priority, 1))`"],
        ),
        (
            "sqrt(priority)",
            &["5..priority| `priority` may be negative | write `sqrt(max(priority, 0))`"],
        ),
        ("sqrt(-1)", &["5..-1| `-1` is negative | write `sqrt(max(-1, 0))`"]),
        (
            "exp(wait)",
            &[
                "0..exp(wait)| `exp(wait)` may be too large for a number | write `exp(min(wait, 700))`",
            ],
        ),
        (
            "wait ^ 40",
            &[
                "0..wait ^ 40| `wait ^ 40` may be too large for a number | bound what goes into it by `min`, or by `max` what it is divided by",
            ],
        ),
        ("priority ^ 0.5", &["0..priority| `priority` may be negative | write `max(priority, 0)`"]),
        ("wait ^ -1", &["0..wait| `wait` may be 0 | write `max(wait, 1)`"]),
        ("wait ^ priority", &["0..wait| `wait` may be 0 | write `max(wait, 1)`"]),
        ("due", &["0..due| `due` may be infinite | write `min(due, 1e9)`"]),
        ("due + 1", &["0..due| `due` may be infinite | write `min(due, 1e9)`"]),
        ("-due * 2", &["0..-due| `-due` may be infinite | write `max(-due, -1e9)`"]),
        (
            "1 / calls + sqrt(priority) + ln(idle)",
            &[
                "4..calls| `calls` may be 0 | write `max(calls, 1)`",
                "17..priority| `priority` may be negative | write `sqrt(max(priority, 0))`",
                "32..idle| `idle` may be 0 | write `ln(max(idle, 1))`",
            ],
        ),
        ("1 / (wait + 0)", &["4..(wait + 0)| `wait + 0` may be 0 | write `max(wait + 0, 1)`"]),
        ("1 / exp(-wait)", &["4..exp(-wait)| `exp(-wait)` may be 0 | write `max(exp(-wait), 1)`"]),
        (
            "max(1, , 2)",
            &[
                "7..,| expected a value, found `,` | a value is a number, a name, a function or something in parentheses",
            ],
        ),
        (
            "max(1 2)",
            &[
                "6..2| expected an operator, found a number | write an operator such as `*` or `and` before it",
            ],
        ),
        (
            "1 /*x",
            &[
                "3..*| expected a value, found `*` | a value is a number, a name, a function or something in parentheses",
            ],
        ),
        (
            "wait and is_task",
            &[
                "0..wait| `and` needs a condition, but `wait` is a number | compare it, as in `wait > 0`",
            ],
        ),
    ];
    for (text, want) in wanted {
        assert_eq!(complaints(text, Kind::Number), *want, "{text}");
    }
}

#[test]
fn conditions_must_be_conditions() {
    let wanted: &[(&str, &[&str])] = &[
        (
            "wait",
            &[
                "0..wait| the expression must be a condition, but `wait` is a number | compare it, as in `wait > 0`",
            ],
        ),
        (
            "is_task + 1",
            &[
                "0..is_task| `+` needs a number, but `is_task` is true or false | make it a number: `if(is_task, 1, 0)`",
            ],
        ),
        (
            "is_task and wait",
            &[
                "12..wait| `and` needs a condition, but `wait` is a number | compare it, as in `wait > 0`",
            ],
        ),
        (
            "wait or 3",
            &[
                "0..wait| `or` needs a condition, but `wait` is a number | compare it, as in `wait > 0`",
                "8..3| `or` needs a condition, but `3` is a number | compare it, as in `3 > 0`",
            ],
        ),
    ];
    for (text, want) in wanted {
        assert_eq!(complaints(text, Kind::Truth), *want, "{text}");
    }
}

#[test]
fn what_is_too_large_is_refused_where_it_becomes_so() {
    let fault = |text: &str| {
        let faults = Expression::parse(text, &vocabulary(), Kind::Number).unwrap_err();
        let [fault] = &faults[..] else { panic!("{faults:?}") };
        (fault.span.clone(), fault.message.clone())
    };
    let long = format!("wait + {}", "é".repeat(1_000));
    assert_eq!(fault(&long), (1_999..2_007, "the expression has 2007 bytes".to_owned()));
    let nested = "(".repeat(65);
    let message = "more than 64 parentheses are in each other".to_owned();
    assert_eq!(fault(&nested), (64..65, message));
    let message = "the expression has more than 256 operations".to_owned();
    assert_eq!(fault(&format!("{}1", "-".repeat(257))), (256..257, message.clone()));
    assert_eq!(fault(&vec!["1"; 258].join("+")), (513..514, message));
}
