//! `callsim man`: manual pages.

use std::fs;

use crate::desk::Desk;

#[test]
fn the_page_of_the_program_names_every_verb_and_each_has_its_own() {
    let desk = Desk::new();
    let page = desk.done(&["man"]);
    assert!(page.contains(".TH callsim 1"), "{page}");
    desk.done(&["man", "--out", "pages"]);
    assert_eq!(desk.read("pages/callsim.1"), page);
    let pages: Vec<_> = fs::read_dir(desk.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for verb in ["new", "validate", "run", "compare", "steady-state", "check", "merge", "man"] {
        let name = format!("callsim-{verb}.1");
        assert!(pages.contains(&name), "{name} in {pages:?}");
        assert!(page.contains(&name.replace('-', "\\-").replace(".1", "")), "{name} in {page}");
    }
}
