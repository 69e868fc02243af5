//! A program that was built without Parquet.

use crate::desk::Desk;

#[test]
fn a_program_built_without_parquet_says_how_to_get_it() {
    let desk = Desk::new();
    for args in [
        &["run", "desk.toml", "--parquet"][..],
        &[
            "compare",
            "desk.toml",
            "--variant",
            "b: agent_group.help-desk.shift.1.agents=6",
            "--parquet",
        ],
        &["sweep", "desk.toml", "--vary", "agent_group.help-desk.shift.1.agents=6,7", "--parquet"],
        &["merge", "nothing", "--parquet"],
    ] {
        let complaint = desk.refused(args, 2);
        assert!(complaint.contains("build it with `--features parquet`"), "{complaint}");
        assert_eq!(desk.names(), ["desk.toml"]);
    }
}
