//! The words for everything that can be wrong with a scenario.

use crate::dist::DistributionError;
use crate::model::CivilDate;
use crate::scenario::doubt::Doubt;
use crate::scenario::expect_fault::ExpectFault;
use crate::scenario::misrouting::Misrouting;
use crate::scenario::outage_fault::OutageFault;
use crate::scenario::rule_fault::RuleFault;
use crate::scenario::slip::Slip;
use crate::scenario::source::FileError;
use crate::time::{DurationError, SimDuration};

/// What is wrong with a scenario; its text says so in one line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProblemKind {
    /// A file can't be read.
    #[error("cannot read `{path}`: {error}")]
    Unreadable {
        /// Its path.
        path: String,
        /// Why not.
        error: FileError,
        /// A file beside it with nearly this name.
        nearest: Option<String>,
    },
    /// A scenario can't be read.
    #[error("cannot read `{path}`: {error}")]
    NoScenario {
        /// Its path.
        path: String,
        /// Why not.
        error: FileError,
        /// The path of a scenario that may be meant.
        nearest: Option<String>,
    },
    /// A file is not text.
    #[error("this byte is not UTF-8 text")]
    NotUtf8,
    /// The text is no TOML.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// The text is no TOML, and what was meant is known.
    #[error("{0}")]
    Slip(Slip),
    /// An override with a sign before its value.
    #[error("`{text}` would not add to what is there")]
    LeadingPlus {
        /// The value.
        text: String,
    },
    /// Tables in tables in tables.
    #[error("nested too deeply")]
    TooDeep,
    /// An override without `=`.
    #[error("`{text}` gives no value")]
    NoAssignment {
        /// The override.
        text: String,
    },
    /// An override goes into something that has no parts.
    #[error("`{key}` is {found} and has no parts")]
    NoParts {
        /// The last key before the end.
        key: String,
        /// What it is.
        found: &'static str,
    },
    /// Nothing in a list has this name.
    #[error("there is no {kind} `{name}`")]
    NoSuchElement {
        /// What the list holds.
        kind: String,
        /// The name, or the number, that is not there.
        name: String,
        /// A name that is nearly the same.
        nearest: Option<String>,
        /// What is there.
        known: Vec<String>,
    },

    /// A key that the format doesn't have.
    #[error("unknown key `{key}` in {table}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Where it stands.
        table: &'static str,
        /// A key that is nearly the same.
        nearest: Option<String>,
        /// The keys that may stand there.
        allowed: Vec<&'static str>,
    },
    /// A key that must be there is not.
    #[error("{table} has no `{key}`")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// Where it should stand.
        table: &'static str,
        /// How to add it.
        remedy: String,
    },
    /// One of several keys must be there.
    #[error("{table} needs one of {}", list(keys))]
    NoneOf {
        /// The keys to choose from.
        keys: Vec<&'static str>,
        /// Where one should stand.
        table: &'static str,
    },
    /// Two keys that exclude each other.
    #[error("`{key}` cannot stand beside `{other}`")]
    Excluded {
        /// The one too many.
        key: &'static str,
        /// The one before it.
        other: &'static str,
    },
    /// A key that says nothing without another.
    #[error("`{key}` needs `{other}`")]
    Alone {
        /// The key that is there.
        key: &'static str,
        /// The key that is not.
        other: &'static str,
        /// How to add it.
        remedy: String,
    },
    /// A value of another kind.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: &'static str,
        /// How to write it.
        remedy: String,
    },
    /// What could be simulated, but not in our time.
    #[error("{value} would take for ever: expected {range}")]
    TakesForEver {
        /// The value as understood.
        value: String,
        /// What it must be.
        range: &'static str,
    },
    /// A number outside of what it may be.
    #[error("{value} is out of range: expected {range}")]
    OutOfRange {
        /// The number as written.
        value: String,
        /// What it must be.
        range: String,
        /// What may have been meant.
        remedy: Option<String>,
    },
    /// A text that is none of the words allowed here.
    #[error("unknown {what} `{word}`")]
    UnknownWord {
        /// What the word is for.
        what: &'static str,
        /// The word.
        word: String,
        /// A word that is nearly the same.
        nearest: Option<String>,
        /// The words allowed.
        allowed: Vec<&'static str>,
    },
    /// A text that is no duration.
    #[error("this is no duration: {0}")]
    BadDuration(DurationError),
    /// A duration of zero where time must pass.
    #[error("this duration must be longer than zero")]
    ZeroDuration,
    /// A text that is no clock time.
    #[error("`{text}` is not a time of day")]
    BadClockTime {
        /// The text.
        text: String,
    },
    /// A text that is no date.
    #[error("`{text}` is not a date")]
    BadDate {
        /// The text.
        text: String,
    },
    /// A text that can't be a name.
    #[error("`{}` cannot be a name: {complaint}", name.escape_debug())]
    BadName {
        /// The text.
        name: String,
        /// Why not.
        complaint: &'static str,
    },
    /// A name that stands for something else.
    #[error("no {kind} can be named `all`")]
    ReservedName {
        /// What should have the name.
        kind: &'static str,
    },
    /// A list that must have elements.
    #[error("this list is empty")]
    EmptyList {
        /// What to put there.
        remedy: String,
    },

    /// The format has another number.
    #[error("this is format {found}; this version of callsim reads format 1")]
    OtherFormat {
        /// The number found.
        found: u64,
    },
    /// Nobody has this name.
    #[error("unknown {kind} `{name}`")]
    UnknownName {
        /// What should have it.
        kind: &'static str,
        /// The name.
        name: String,
        /// A name that is nearly the same.
        nearest: Option<String>,
        /// The names there are.
        known: Vec<String>,
    },
    /// Two have the same name.
    #[error("two {kind}s are named `{name}`")]
    SameName {
        /// What they are.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The same word or name twice in a list.
    #[error("`{name}` is named twice")]
    NamedTwice {
        /// The name.
        name: String,
    },

    /// A plain length together with days.
    #[error("`{key}` belongs to {horizon}, but `{other}` is given")]
    MixedHorizon {
        /// The key that does not fit.
        key: &'static str,
        /// The kind of horizon that it belongs to.
        horizon: &'static str,
        /// The key that says it is the other kind.
        other: &'static str,
    },
    /// Opening hours of a weekday that are none.
    #[error("the hours of a day are a pair of times, or `\"closed\"`")]
    BadHours,
    /// The intervals of one day do not begin at the same times as those of another.
    #[error("{open} is not a whole number of `{interval}` after {other}, when another day opens")]
    UnevenOpening {
        /// When the day opens.
        open: String,
        /// When the other one does.
        other: String,
        /// The interval.
        interval: SimDuration,
        /// The time between the two.
        between: SimDuration,
    },
    /// The lines close before they open.
    #[error("`close` must be later than `open`")]
    ClosesBeforeOpening,
    /// The interval does not cut the opening hours into whole slices.
    #[error("`{interval}` does not divide the {open} from open to close")]
    UnevenInterval {
        /// The interval.
        interval: SimDuration,
        /// How long the lines are open.
        open: SimDuration,
    },
    /// The horizon ends before anything is counted.
    #[error("the warm-up leaves nothing of the {length} to count")]
    NothingCounted {
        /// The length.
        length: SimDuration,
    },
    /// The horizon can't be for another reason.
    #[error("{0}")]
    BadHorizon(crate::model::HorizonError),
    /// A value over the day, but there is no day.
    #[error("{what} needs a horizon of days, but `[time]` has a plain length")]
    NeedsDays {
        /// What varies over the day.
        what: &'static str,
    },

    /// A list over the day with too many or too few elements.
    #[error("{found} elements, but {expected} {unit}s")]
    WrongCount {
        /// How many there are.
        found: usize,
        /// How many the horizon has of what is counted.
        expected: usize,
        /// One of what is counted.
        unit: &'static str,
        /// What there is one element for.
        remedy: String,
    },
    /// Points of a line that go back in time.
    #[error("this point is not later than the one before it")]
    PointOutOfOrder {
        /// What says when a point is.
        key: &'static str,
    },
    /// More calls than can be counted in a reasonable time.
    #[error("{calls:.3e} calls expected in a replication, the most is 1e9")]
    TooManyCalls {
        /// How many are expected.
        calls: f64,
    },
    /// Times between calls without a mean that makes a rate.
    #[error("the mean time between calls is {mean} seconds")]
    NoRate {
        /// The mean.
        mean: f64,
    },
    /// States that modulate nothing.
    #[error("{0}")]
    BadStates(crate::model::ModulationError),
    /// More changes of state than can be simulated in a reasonable time.
    #[error("{changes:.3e} changes of state expected in a replication, the most is 1e9")]
    TooManyChanges {
        /// How many are expected.
        changes: f64,
    },
    /// A factor where there is no rate.
    #[error("the process `{process}` has no rate that {what} could multiply")]
    NoRateToMultiply {
        /// The factor.
        what: String,
        /// The process.
        process: &'static str,
    },
    /// A surge that ends before it begins.
    #[error("`until` must be later than `from`")]
    UntilBeforeFrom,
    /// A surge in which nobody can call.
    #[error("the lines are closed at the time of this surge")]
    SurgeWhileClosed,
    /// Autocorrelation of days, which have none.
    #[error("busyness of days has no autocorrelation")]
    AutocorrelationOfDays,
    /// A call type whose busyness is to be correlated has none.
    #[error("call type `{name}` has no `busyness`")]
    NoBusyness {
        /// The call type.
        name: String,
    },
    /// Two call types whose busyness is to be correlated have factors of another kind.
    #[error("the busyness of `{one}` and `{other}` differs in `per` or `autocorrelation`")]
    UnlikeBusyness {
        /// The first one.
        one: String,
        /// The other one.
        other: String,
    },
    /// A correlation that is not the same the other way round.
    #[error("this correlation of `{one}` and `{other}` is another one above the diagonal")]
    UnequalCorrelations {
        /// The first one.
        one: String,
        /// The other one.
        other: String,
    },
    /// A correlation of something with itself that is not 1.
    #[error("the correlation of `{name}` with itself is 1")]
    SelfCorrelation {
        /// The call type.
        name: String,
    },
    /// Correlations that contradict each other.
    #[error("`{name}` can't have these correlations with the call types before it")]
    ImpossibleCorrelation {
        /// The call type.
        name: String,
    },
    /// A trace without calls.
    #[error("`{path}` has no calls")]
    NoCalls {
        /// The file's path.
        path: String,
    },
    /// A text that is no moment of a call.
    #[error("`{text}` is no moment at which a call comes")]
    NoMoment {
        /// The text.
        text: String,
        /// How to write one.
        remedy: &'static str,
    },
    /// A call that came before the one above it.
    #[error("this call is earlier than the one before it")]
    CallOutOfOrder,
    /// A call of a trace that comes while nobody can call.
    #[error("nobody can call at `{text}`: the lines are closed, or the horizon is over")]
    CallWhileClosed {
        /// The moment.
        text: String,
    },
    /// Parameters that make no distribution.
    #[error("{0}")]
    BadDistribution(DistributionError),
    /// Keys that don't make one of the ways to give a distribution.
    #[error("{}", incomplete(found, family))]
    IncompleteDistribution {
        /// The keys given.
        found: Vec<&'static str>,
        /// The distribution, with its article.
        family: &'static str,
        /// The ways to give it.
        ways: String,
    },
    /// A key of another way to give the distribution.
    #[error("`{key}` is too much beside {others}")]
    OverfullDistribution {
        /// The key too much.
        key: &'static str,
        /// The keys that are enough.
        others: String,
        /// The ways to give it.
        ways: String,
    },
    /// More agents than a group may have.
    #[error("agent group `{group}` has {agents} agents, the most is a million")]
    TooManyAgents {
        /// The group.
        group: String,
        /// How many.
        agents: u64,
    },
    /// What is about shifts in a group without.
    #[error("`{key}` needs shifts, but the group has a head-count")]
    NeedsShifts {
        /// The key.
        key: &'static str,
    },
    /// More agents are named than there are.
    #[error("{named} agents are named, but the group has {agents}")]
    TooManyNamed {
        /// How many are named.
        named: usize,
        /// How many there are.
        agents: usize,
    },
    /// More shifts, breaks or changes of staffing than fit in memory.
    #[error("over all days there are {count} {what}, the most is a million")]
    TooMuchStaffing {
        /// How many.
        count: u64,
        /// What there is too much of.
        what: &'static str,
    },
    /// Nobody can answer these calls.
    #[error("no agent group can serve call type `{name}`")]
    NobodyServes {
        /// The call type.
        name: String,
    },
    /// Probabilities of things that exclude each other add up to more than 1.
    #[error("with this the probabilities add up to {}", rounded(*.sum))]
    SharesOverOne {
        /// What they add up to.
        sum: f64,
        /// What excludes each other.
        together: &'static str,
    },
    /// A balking rule that is reached only when the one before it is.
    #[error("this threshold is not higher than the one before it")]
    BalkingOutOfOrder,
    /// Full queues send their calls to each other.
    #[error("calls that find all queues full go round in a circle")]
    OverflowInACircle,
    /// Lines that no call type dials in on.
    #[error("no call type uses trunk group `{name}`")]
    NobodyDials {
        /// The trunk group.
        name: String,
    },
    /// How well agents solve issues of a call type of which it is not asked.
    #[error("call type `{call_type}` has no `resolution`, so this is never asked")]
    NobodyAsks {
        /// The call type.
        call_type: String,
    },
    /// A shift that ends before it starts.
    #[error("`end` must be later than `start`")]
    ShiftEndsBeforeStart,
    /// A break that is not in its shift.
    #[error("this is outside the shift, which goes from {start} to {end}")]
    OutsideShift {
        /// When the shift starts.
        start: String,
        /// When it ends.
        end: String,
    },
    /// A window that closes before it opens.
    #[error("a window is a pair of times, the earlier one first")]
    BadWindow,

    /// A CSV file without a header line.
    #[error("`{path}` is empty")]
    EmptyCsv {
        /// Its path.
        path: String,
    },
    /// A column that is not in the file.
    #[error("`{path}` has no column `{column}`")]
    NoColumn {
        /// The file's path.
        path: String,
        /// The column.
        column: String,
        /// Whether it has its usual name, in place of which the scenario can give another.
        is_usual: bool,
        /// A column that is nearly the same.
        nearest: Option<String>,
        /// The columns there are.
        known: Vec<String>,
    },
    /// A column that is not in the file, whose first line names no columns.
    #[error("`{path}` has no column `{column}`; its first line looks like data")]
    NoHeader {
        /// The file's path.
        path: String,
        /// The column.
        column: String,
    },
    /// A column that is there more than once.
    #[error("`{path}` has two columns `{column}`")]
    SameColumn {
        /// The file's path.
        path: String,
        /// The column.
        column: String,
    },
    /// A row with too many or too few fields.
    #[error("this row has {}, the header has {expected}", fields(*.found))]
    RaggedRow {
        /// How many the row has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A quoted field that doesn't end.
    #[error("this quoted field has no end")]
    UnclosedQuote,
    /// A field that should be a number.
    #[error("{} in column `{column}`", not_a_number(text))]
    NotANumber {
        /// The field.
        text: String,
        /// Its column.
        column: String,
    },
    /// A length of time with one colon, or more than a clock shows.
    #[error("`{text}` in column `{column}` is no length of time")]
    UnclearLength {
        /// The field.
        text: String,
        /// Its column.
        column: String,
    },
    /// A number with signs between its thousands.
    #[error("`{text}` in column `{column}` looks like thousands")]
    Thousands {
        /// The field.
        text: String,
        /// Its column.
        column: String,
        /// The number without these signs.
        plain: String,
    },
    /// A number below zero.
    #[error("`{text}` in column `{column}` is negative")]
    Negative {
        /// The field.
        text: String,
        /// Its column.
        column: String,
    },
    /// A `start` that is neither a clock time nor a date and time.
    #[error("`{text}` is no start of an interval")]
    BadStart {
        /// The field.
        text: String,
    },
    /// A field of a roster that is neither a clock time nor a date and time.
    #[error("`{text}` is not a time")]
    BadMoment {
        /// The field.
        text: String,
    },
    /// Rows with dates among rows without.
    #[error("this row has {}, the first row has {}", date_or_not(*.dated), date_or_not(!*.dated))]
    MixedStarts {
        /// Whether this row has a date.
        dated: bool,
    },
    /// A row that is for no interval of the horizon.
    #[error("no interval starts at `{text}`")]
    NoSuchInterval {
        /// The field.
        text: String,
        /// What the intervals are.
        remedy: String,
    },
    /// Two rows for the same interval.
    #[error("a second row for the interval at `{text}`")]
    RepeatedRow {
        /// The field.
        text: String,
    },
    /// A row for an earlier interval than the row before.
    #[error("the row for `{text}` comes too late")]
    UnorderedRow {
        /// The field.
        text: String,
    },
    /// Intervals without a row.
    #[error("{} in `{path}`", missing_rows(missing))]
    MissingRows {
        /// The file's path.
        path: String,
        /// The starts that are missing.
        missing: Vec<String>,
    },
    /// The routing can't be like this.
    #[error("{0}")]
    Misrouted(Misrouting),
    /// An outage can't be like this.
    #[error("{0}")]
    Outage(OutageFault),
    /// A floor rule can't be like this.
    #[error("{0}")]
    FloorRule(RuleFault),
    /// Results can't be expected to be like this.
    #[error("{0}")]
    Expect(ExpectFault),
    /// Nothing wrong: a warning.
    #[error("{0}")]
    Doubtful(Doubt),
    /// A field that can't be for another reason.
    #[error("{}", bad_field(text, column, complaint))]
    BadField {
        /// The field.
        text: String,
        /// Its column.
        column: String,
        /// What is wrong with it.
        complaint: &'static str,
        /// What to write.
        remedy: &'static str,
    },
    /// Two rows for the same.
    #[error("a second row for {what}")]
    SecondRow {
        /// What both are for.
        what: String,
    },
    /// Rows with calls or agents while the lines are closed.
    #[error("{} of `{path}` with {total} {what} while the lines are closed", rows_in_words(*.rows))]
    RowsWhileClosed {
        /// The file's path.
        path: String,
        /// How many rows.
        rows: usize,
        /// How much stands in them.
        total: f64,
        /// What stands in them.
        what: &'static str,
    },
    /// An imported file without a row for somebody who imports from it.
    #[error("`{path}` has no row for {kind} `{name}`")]
    NoRows {
        /// The file's path.
        path: String,
        /// Who it is.
        kind: &'static str,
        /// The name.
        name: String,
        /// A name in the file that is nearly the same.
        nearest: Option<String>,
        /// The day of the first row that is not simulated.
        other_day: Option<CivilDate>,
    },
    /// Intervals of somebody without a row.
    #[error("{} of {kind} `{name}` in `{path}`", missing_rows(missing))]
    MissingRowsOf {
        /// The file's path.
        path: String,
        /// Who it is.
        kind: &'static str,
        /// The name.
        name: String,
        /// The starts that are missing.
        missing: Vec<String>,
    },
    /// Something comes from a file that is not named.
    #[error("no file is imported as `{what}`")]
    NothingImported {
        /// The key of `[import]`.
        what: &'static str,
    },
    /// A file that nothing comes from.
    #[error("nothing comes from the imported `{what}`")]
    ImportNotUsed {
        /// The key of `[import]`.
        what: &'static str,
        /// How to use it.
        remedy: &'static str,
    },
    /// A forecast that says nothing about handling times.
    #[error("`{path}` has neither a column `aht` nor a column `talk`")]
    NoHandlingTimes {
        /// The file's path.
        path: String,
    },
    /// A distribution that can't be stretched to a mean.
    #[error("a distribution with {mean} has no shape to give to another mean")]
    NoShape {
        /// What its mean is.
        mean: &'static str,
    },

    /// A row of a roster that ends before it starts.
    #[error("this row ends before it starts")]
    RowEndsBeforeStart,
    /// Two shifts or two activities of an agent at the same time.
    #[error("`{agent}` cannot be at two things at once")]
    RowsOverlap {
        /// The agent.
        agent: String,
    },
    /// An activity that no shift holds.
    #[error("`{agent}` has no shift that holds this activity")]
    OutsideRosteredShift {
        /// The agent.
        agent: String,
    },
    /// More activities in a shift than the engine keeps.
    #[error("`{agent}` has more than 32 activities in this shift")]
    TooManyActivities {
        /// The agent.
        agent: String,
    },
    /// An agent in two groups.
    #[error("`{agent}` is in two agent groups")]
    InTwoGroups {
        /// The agent.
        agent: String,
    },
    /// Two rows that say different things of an agent.
    #[error("two rows of `{agent}` differ in column `{column}`")]
    RowsDiffer {
        /// The agent.
        agent: String,
        /// The column.
        column: String,
    },
    /// An agent in two shifts at the same time.
    #[error("`{agent}` works two shifts at once")]
    InTwoShifts {
        /// The agent.
        agent: String,
    },
    /// An agent whom no shift names, where others are named.
    #[error("`{agent}` works no shift")]
    InNoShift {
        /// The agent.
        agent: String,
    },

    /// A time zone that is in no database.
    #[error("unknown time zone `{name}`")]
    UnknownZone {
        /// The name.
        name: String,
        /// A name that is nearly the same.
        nearest: Option<String>,
    },
    /// A time of another clock than that of the centre, of which nothing is said.
    #[error("`{text}` cannot be told by the clock of the centre, whose time zone is not given")]
    NoCentreZone {
        /// The time or its zone.
        text: String,
    },
    /// A time of another clock, which depends on a date that is not given.
    #[error("`{text}` has no date, so its zone does not tell what time it is at the centre")]
    ZoneWithoutDate {
        /// The field.
        text: String,
    },
    /// A time in the hour in which the clocks change.
    #[error("`{text}` {} in `{zone}`, where the clocks change", once_or_twice(*.is_twice))]
    ClockChanged {
        /// The field.
        text: String,
        /// The zone of its clock.
        zone: String,
        /// Whether it comes twice, or else never.
        is_twice: bool,
    },
    /// A simulated day that has no 24 hours.
    #[error("on {date} the clocks go from {from} to {to} while the lines are open")]
    ClockChange {
        /// The day.
        date: crate::model::CivilDate,
        /// What they show before.
        from: String,
        /// What they show then.
        to: String,
    },

    /// More rows with the same fault than are worth showing.
    #[error("and {count} more rows of `{path}` like these")]
    MoreRows {
        /// The file's path.
        path: String,
        /// How many more.
        count: usize,
    },
    /// Something the checks above did not foresee; the model itself refuses it.
    #[error("{0}")]
    Refused(crate::model::ModelError),
}

impl ProblemKind {
    /// Whether the parser reports it.
    pub(crate) fn is_syntax(&self) -> bool {
        matches!(self, ProblemKind::Syntax { .. } | ProblemKind::Slip(_) | ProblemKind::TooDeep)
    }

    /// Whether it is only a warning.
    pub fn is_warning(&self) -> bool {
        matches!(self, ProblemKind::Doubtful(_))
    }

    /// Whether the parser took what follows for something else: a bracket is never closed.
    pub(crate) fn swallows(&self) -> bool {
        matches!(self, ProblemKind::Syntax { message } if message.starts_with("unclosed"))
    }

    /// What the other place that belongs to it is called.
    pub(crate) fn related(&self) -> Option<&'static str> {
        match self {
            ProblemKind::SameName { .. } | ProblemKind::NamedTwice { .. } => Some("the first one"),
            ProblemKind::Excluded { .. } => Some("this one came first"),
            ProblemKind::ClosesBeforeOpening => Some("the lines open here"),
            ProblemKind::ShiftEndsBeforeStart => Some("the shift starts here"),
            ProblemKind::PointOutOfOrder { .. }
            | ProblemKind::BalkingOutOfOrder
            | ProblemKind::CallOutOfOrder => Some("the one before it"),
            ProblemKind::UntilBeforeFrom => Some("it begins here"),
            ProblemKind::UnequalCorrelations { .. } => Some("the other one"),
            ProblemKind::SameColumn { .. } => Some("the first one"),
            ProblemKind::RowEndsBeforeStart => Some("it starts here"),
            ProblemKind::RowsOverlap { .. }
            | ProblemKind::InTwoGroups { .. }
            | ProblemKind::RowsDiffer { .. } => Some("the other row"),
            ProblemKind::InTwoShifts { .. } => Some("the other shift"),
            ProblemKind::Misrouted(fault) => fault.related(),
            _ => None,
        }
    }

    /// The column that it is about, if it is about a field of one.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            ProblemKind::NotANumber { column, .. }
            | ProblemKind::UnclearLength { column, .. }
            | ProblemKind::Negative { column, .. }
            | ProblemKind::Thousands { column, .. }
            | ProblemKind::BadField { column, .. }
            | ProblemKind::RowsDiffer { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Whether it may be there only because the parser gave up on some text.
    pub(crate) fn may_come_from_lost_text(&self) -> bool {
        matches!(
            self,
            ProblemKind::MissingKey { .. }
                | ProblemKind::NoneOf { .. }
                | ProblemKind::Alone { .. }
                | ProblemKind::UnknownName { .. }
                | ProblemKind::NoSuchElement { .. }
                | ProblemKind::NobodyServes { .. }
                | ProblemKind::NobodyDials { .. }
                | ProblemKind::NobodyAsks { .. }
                | ProblemKind::IncompleteDistribution { .. }
                | ProblemKind::WrongCount { .. }
                | ProblemKind::EmptyList { .. }
                | ProblemKind::NeedsDays { .. }
                | ProblemKind::Outage(_)
                | ProblemKind::FloorRule(_)
        )
    }
}

/// Names in backticks, separated by commas, the last by "or".
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        _ => quoted.concat(),
    }
}

fn incomplete(found: &[&str], family: &str) -> String {
    let quoted: Vec<String> = found.iter().map(|key| format!("`{key}`")).collect();
    match quoted.as_slice() {
        [] => format!("{family} needs parameters"),
        [one] => format!("{one} is not enough for {family}"),
        _ => format!("{} are not enough for {family}", quoted.join(" and ")),
    }
}

/// A sum of shares without the digits that binary fractions add.
fn rounded(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".into() } else { format!("{count} fields") }
}

fn not_a_number(text: &str) -> String {
    if text.is_empty() { "there is no number".into() } else { format!("`{text}` is not a number") }
}

fn bad_field(text: &str, column: &str, complaint: &str) -> String {
    if text.is_empty() {
        format!("nothing stands in column `{column}`")
    } else {
        format!("`{text}` in column `{column}` {complaint}")
    }
}

fn rows_in_words(rows: usize) -> String {
    if rows == 1 { "a row".into() } else { format!("{rows} rows") }
}

fn once_or_twice(is_twice: bool) -> &'static str {
    if is_twice { "comes twice" } else { "does not exist" }
}

fn date_or_not(dated: bool) -> &'static str {
    if dated { "a date" } else { "no date" }
}

fn missing_rows(missing: &[String]) -> String {
    match missing {
        [one] => format!("no row for {one}"),
        [first, second] => format!("no rows for {first} and {second}"),
        [first, .., last] => format!("no rows for {} intervals, {first} to {last}", missing.len()),
        [] => "no row is missing".into(),
    }
}
