//! Every measure, from the lists that observers and files know.

use std::fmt::Write;

use callsim::observe::{Better, Form, Measure, Unit};

use super::cell;

const INTRODUCTION: &str = "\
# Every measure

What a run tells of calls, agents, lines, outages and floor rules. The name is the one in files, in
`--measure`, `--precision` and `[[expect]]`. Of the whole centre a measure is written `asa`; of a call
type `asa.sales`; of others with their kind, `occupancy.agent_group.desk`.

*T* is the acceptable wait (`within`). Shares are from 0 to 1 in files and per cent on pages; times are
seconds, agents' times hours; calls are per replication. *Ratio* says that the numbers of a run are
added up before they are divided: busy days count for more. *Better* says which of two values anybody
would want; where it is empty, that is a matter of taste or of cost.

[Results](../results.md) says how each is averaged, in which file it is, and what else to know of it;
[the glossary](../glossary.md) what the words mean. What nobody in a scenario can do has no measure in
its results.

";

pub(super) fn page() -> String {
    let mut text = INTRODUCTION.to_owned();
    for (scope, measures) in Measure::BY_SCOPE {
        writeln!(text, "## {}\n", title(scope)).unwrap();
        text += "| measure | unit | ratio | better | meaning |\n| --- | --- | --- | --- | --- |\n";
        measures.iter().for_each(|measure| row(measure, &mut text));
        if scope == "phase" {
            writeln!(text, "\nBesides, as of calls: {}.", of_phases().join(", ")).unwrap();
        }
        text.push('\n');
    }
    text
}

fn title(scope: &str) -> &str {
    match scope {
        "call_type" => "Of call types, and of all calls",
        "agent_group" => "Of agent groups, and of all agents",
        "trunk_group" => "Of trunk groups",
        "outage" => "Of outages",
        "rule" => "Of floor rules",
        "phase" => "Of phases",
        other => other,
    }
}

fn row(measure: &Measure, text: &mut String) {
    let Measure { name, meaning, .. } = measure;
    let ratio = match measure.form {
        Form::Plain => "",
        Form::Ratio => "yes",
        Form::Days => "days",
    };
    let better = measure.better().map_or("", Better::name);
    let unit = unit(measure.unit);
    writeln!(text, "| `{name}` | {unit} | {ratio} | {better} | {} |", cell(meaning)).unwrap();
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "seconds",
        Unit::Hours => "hours",
        Unit::PerHour => "per hour",
        Unit::Calls | Unit::Share | Unit::Lines | Unit::Times | Unit::Money => unit.name(),
    }
}

fn of_phases() -> Vec<String> {
    let (_, of_calls) = Measure::BY_SCOPE[0];
    let shared = of_calls.iter().filter(|measure| measure.is_of_phases());
    shared.map(|measure| format!("`{}`", measure.name)).collect()
}
