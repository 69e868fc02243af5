//! Scenarios to start from, part of the program.

/// A scenario to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What it is about, in one line.
    pub about: &'static str,
    /// Its files, the scenario first, then the CSV files that it names.
    pub files: &'static [TemplateFile],
}

/// A file of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Its name; all files of a template stand in one folder.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// A file of a template that stands in `scenarios/`.
macro_rules! bundled {
    ($name:literal) => {
        TemplateFile { name: $name, text: include_str!(concat!("../../scenarios/", $name)) }
    };
}

/// Every template; the first is for those who name none.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "starter",
        about: "a help desk with one call type, what can be said explained line by line",
        files: &[TemplateFile {
            name: "starter.toml",
            text: include_str!("templates/starter.toml"),
        }],
    },
    Template {
        name: "help-desk",
        about: "a small help desk: is one more agent over noon worth it?",
        files: &[bundled!("help-desk.toml")],
    },
    Template {
        name: "bank-monday",
        about: "a retail bank's Monday with two skills, a forecast, shifts and breaks",
        files: &[bundled!("bank-monday.toml"), bundled!("bank-forecast.csv")],
    },
    Template {
        name: "insurer",
        about: "an insurer's week: lines, an IVR, transfers, a back office, and callers who call again",
        files: &[bundled!("insurer.toml")],
    },
    Template {
        name: "large-centre",
        about: "ten call types, twenty-five groups, 40,000 calls a day",
        files: &[bundled!("large-centre.toml"), bundled!("large-centre-forecast.csv")],
    },
    Template {
        name: "erlang-a",
        about: "fifty agents and impatient callers in the long run, to hold against the formula",
        files: &[bundled!("erlang-a.toml")],
    },
];

/// The template with a name.
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn every_template_is_a_good_scenario() {
        for template in TEMPLATES {
            let folder = tempfile::tempdir().unwrap();
            for file in template.files {
                std::fs::write(folder.path().join(file.name), file.text).unwrap();
            }
            let path = folder.path().join(template.files[0].name);
            if let Err(problems) = load(&path, &[]) {
                panic!("{}:\n{problems}", template.name);
            }
        }
    }
}
