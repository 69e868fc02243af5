//! `--shard`: which part of the replications is meant.

use std::str::FromStr;

use super::BadUsage;
use crate::experiment::Shard;

/// A shard as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShardChoice {
    /// This one.
    Given(Shard),
    /// The one of this job, out of so many or as many as the job has.
    Auto(Option<u64>),
}

/// A kind of job array, by the variables in which a job finds its place.
struct JobArray {
    name: &'static str,
    /// The number of the job.
    index: &'static str,
    /// The number of the first job; 0 without it.
    first: Option<&'static str>,
    /// From one number to the next; 1 without it.
    step: Option<&'static str>,
    /// How many jobs there are.
    count: &'static str,
}

const JOB_ARRAYS: [JobArray; 3] = [
    JobArray {
        name: "Slurm",
        index: "SLURM_ARRAY_TASK_ID",
        first: Some("SLURM_ARRAY_TASK_MIN"),
        step: Some("SLURM_ARRAY_TASK_STEP"),
        count: "SLURM_ARRAY_TASK_COUNT",
    },
    JobArray {
        name: "AWS Batch",
        index: "AWS_BATCH_JOB_ARRAY_INDEX",
        first: None,
        step: None,
        count: "AWS_BATCH_JOB_ARRAY_SIZE",
    },
    JobArray {
        name: "Kubernetes",
        index: "JOB_COMPLETION_INDEX",
        first: None,
        step: None,
        // Kubernetes does not set it; whoever writes the job can.
        count: "JOB_COMPLETIONS",
    },
];

impl FromStr for ShardChoice {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "expected a part such as 3/8, counted from 1, or `auto`, or `auto/8`";
        let count = |text: &str| text.parse::<u64>().ok().filter(|count| *count > 0);
        match text.split_once('/') {
            None if text == "auto" => Ok(ShardChoice::Auto(None)),
            Some(("auto", of)) => count(of).map(Some).map(ShardChoice::Auto).ok_or(wrong),
            Some((number, of)) => {
                let both = number.parse().ok().zip(count(of));
                let shard = both.and_then(|(number, count)| Shard::new(number, count));
                shard.map(ShardChoice::Given).ok_or(wrong)
            }
            None => Err(wrong),
        }
    }
}

impl ShardChoice {
    /// The shard.
    ///
    /// # Errors
    ///
    /// If the environment does not say which it is.
    pub(super) fn shard(self) -> Result<Shard, BadUsage> {
        match self {
            ShardChoice::Given(shard) => Ok(shard),
            ShardChoice::Auto(count) => in_array(count, |name| std::env::var(name).ok()),
        }
    }
}

/// The shard of this job.
fn in_array(
    count: Option<u64>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Shard, BadUsage> {
    let Some(array) = JOB_ARRAYS.iter().find(|array| variable(array.index).is_some()) else {
        let names = JOB_ARRAYS.map(|array| format!("`{}`", array.index)).join(", ");
        return Err(BadUsage(format!(
            "`--shard auto` finds no job array: none of {names} is set; name the shard, as in \
             `--shard 3/8`"
        )));
    };
    let number = |name: &str| match variable(name).map(|value| (value.parse::<u64>(), value)) {
        None => Ok(None),
        Some((Ok(number), _)) => Ok(Some(number)),
        Some((Err(_), value)) => {
            Err(BadUsage(format!("`{name}` is `{value}`, which is no whole number")))
        }
    };
    let optional = |name: Option<&str>| name.map_or(Ok(None), &number);
    let index = number(array.index)?.unwrap_or(0);
    let first = optional(array.first)?.unwrap_or(0);
    let step = optional(array.step)?.unwrap_or(1).max(1);
    let Some(count) = count.map_or_else(|| number(array.count), |count| Ok(Some(count)))? else {
        return Err(BadUsage(format!(
            "`--shard auto` does not know how many shards there are: `{}` is not set; say it, as \
             in `--shard auto/8`",
            array.count
        )));
    };
    let place = index.checked_sub(first).filter(|offset| offset % step == 0);
    let shard = place.and_then(|offset| Shard::new((offset / step).checked_add(1)?, count));
    shard.ok_or_else(|| {
        BadUsage(format!(
            "`{}` is {index}, which is none of {count} jobs of {} in a row from {first} on; name the \
             shard, as in `--shard 3/8`",
            array.index, array.name
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(count: Option<u64>, variables: &[(&str, &str)]) -> Result<String, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        in_array(count, variable).map(|shard| shard.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_job_finds_its_shard() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "3"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_COUNT", "8"),
        ];
        assert_eq!(auto(None, &slurm).unwrap(), "3/8");
        let steps = [
            ("SLURM_ARRAY_TASK_ID", "20"),
            ("SLURM_ARRAY_TASK_MIN", "0"),
            ("SLURM_ARRAY_TASK_STEP", "10"),
            ("SLURM_ARRAY_TASK_COUNT", "8"),
        ];
        assert_eq!(auto(None, &steps).unwrap(), "3/8");
        let aws = [("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("AWS_BATCH_JOB_ARRAY_SIZE", "8")];
        assert_eq!(auto(None, &aws).unwrap(), "1/8");
        let kubernetes = [("JOB_COMPLETION_INDEX", "7"), ("JOB_COMPLETIONS", "8")];
        assert_eq!(auto(None, &kubernetes).unwrap(), "8/8");
        assert_eq!(auto(Some(9), &kubernetes[..1]).unwrap(), "8/9");
    }

    #[test]
    fn a_job_that_does_not_find_its_shard_says_why() {
        for (variables, complaint) in [
            (&[][..], "none of `SLURM_ARRAY_TASK_ID`, `AWS_BATCH_JOB_ARRAY_INDEX`, "),
            (&[("JOB_COMPLETION_INDEX", "7")], "`JOB_COMPLETIONS` is not set; say it, as in "),
            (
                &[("AWS_BATCH_JOB_ARRAY_INDEX", "x")],
                "`AWS_BATCH_JOB_ARRAY_INDEX` is `x`, which is no whole number",
            ),
            (
                &[
                    ("SLURM_ARRAY_TASK_ID", "7"),
                    ("SLURM_ARRAY_TASK_MIN", "3"),
                    ("SLURM_ARRAY_TASK_COUNT", "2"),
                ],
                "`SLURM_ARRAY_TASK_ID` is 7, which is none of 2 jobs of Slurm in a row from 3 on",
            ),
        ] {
            let said = auto(None, variables).unwrap_err();
            assert!(said.contains(complaint), "{said}");
        }
    }

    #[test]
    fn what_is_no_shard_is_refused() {
        for text in ["", "3", "0/8", "9/8", "3/0", "a/8", "auto/0", "auto/", "3/8/9", "-1/8"] {
            assert!(text.parse::<ShardChoice>().is_err(), "{text}");
        }
        assert_eq!("auto/8".parse(), Ok(ShardChoice::Auto(Some(8))));
        assert_eq!("auto".parse(), Ok(ShardChoice::Auto(None)));
        assert_eq!("3/8".parse(), Ok(ShardChoice::Given(Shard::new(3, 8).unwrap())));
    }
}
