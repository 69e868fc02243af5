//! Parquet files: the same tables as in CSV, with types.
//!
//! Rows come one by one and are kept until a group of them is full, so that a file with millions of
//! rows takes no more memory than that. The bytes depend on the rows and on the version of the crate
//! that writes them, and on nothing else.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use jiff::civil::{Date, DateTime, date};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::cells::{Cell, Heading, Kind, yes_or_no};

/// So many rows are kept before they are written.
const ROWS_IN_A_GROUP: usize = 1 << 16;

/// A Parquet file that is being written.
pub(super) struct ParquetFile {
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Values>,
    /// The column of the next cell.
    next: usize,
    /// How many rows are kept.
    rows: usize,
}

impl ParquetFile {
    /// Begins a file with its columns.
    pub(super) fn new(to: BufWriter<File>, header: &[Heading]) -> io::Result<Self> {
        let fields = header.iter().map(|heading| field(heading).map(Arc::new));
        let fields = fields.collect::<Result<_, _>>().map_err(as_io)?;
        let schema = Type::group_type_builder("table").with_fields(fields).build();
        let schema = Arc::new(schema.map_err(as_io)?);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(to, schema, Arc::new(properties)).map_err(as_io)?;
        let columns = header.iter().map(|heading| Values::new(heading.kind)).collect();
        Ok(ParquetFile { writer, columns, next: 0, rows: 0 })
    }

    /// Takes the next cell of the row.
    pub(super) fn take(&mut self, cell: &Cell) {
        self.columns[self.next].take(cell);
        self.next += 1;
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) -> io::Result<()> {
        self.next = 0;
        self.rows += 1;
        if self.rows == ROWS_IN_A_GROUP { self.write_group() } else { Ok(()) }
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(as_io)?.flush()
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(as_io)?;
        for values in &mut self.columns {
            let column = group.next_column().map_err(as_io)?.expect("a column of the schema");
            values.write(column).map_err(as_io)?;
        }
        group.close().map_err(as_io)?;
        self.rows = 0;
        Ok(())
    }
}

/// What a column is in the file. Every cell may be empty.
fn field(heading: &Heading) -> Result<Type, ParquetError> {
    let (physical, logical) = match heading.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Count => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        // By the clock of the call centre, in no time zone: as people there read it.
        Kind::Moment => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
    };
    Type::primitive_type_builder(heading.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// The cells of a column: for each whether it holds a value, and the values.
struct Column<T> {
    is_there: Vec<i16>,
    values: Vec<T>,
}

impl<T> Column<T> {
    fn new() -> Self {
        Column { is_there: Vec::new(), values: Vec::new() }
    }

    fn push(&mut self, value: Option<T>) {
        self.is_there.push(value.is_some().into());
        self.values.extend(value);
    }

    fn write<D: DataType<T = T>>(
        &mut self,
        to: &mut ColumnWriterImpl<'_, D>,
    ) -> Result<(), ParquetError> {
        to.write_batch(&self.values, Some(&self.is_there), None)?;
        self.is_there.clear();
        self.values.clear();
        Ok(())
    }
}

/// The cells of a column by their kind.
enum Values {
    Texts(Column<ByteArray>),
    Counts(Column<i64>),
    Numbers(Column<f64>),
    Days(Column<i32>),
}

impl Values {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Values::Texts(Column::new()),
            Kind::Count | Kind::Moment => Values::Counts(Column::new()),
            Kind::Number => Values::Numbers(Column::new()),
            Kind::Date => Values::Days(Column::new()),
        }
    }

    fn take(&mut self, cell: &Cell) {
        match (self, Value::of(cell)) {
            (Values::Texts(column), Value::Text(text)) => column.push(Some(text.into())),
            (Values::Counts(column), Value::Whole(number)) => column.push(Some(number)),
            (Values::Numbers(column), Value::Number(number)) => column.push(Some(number)),
            (Values::Days(column), Value::Day(day)) => column.push(Some(day)),
            // Nothing; `Rows` sees to it that what is there is of the column's kind.
            (Values::Texts(column), _) => column.push(None),
            (Values::Counts(column), _) => column.push(None),
            (Values::Numbers(column), _) => column.push(None),
            (Values::Days(column), _) => column.push(None),
        }
    }

    fn write(&mut self, mut to: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Values::Texts(column) => column.write(to.typed::<ByteArrayType>())?,
            Values::Counts(column) => column.write(to.typed::<Int64Type>())?,
            Values::Numbers(column) => column.write(to.typed::<DoubleType>())?,
            Values::Days(column) => column.write(to.typed::<Int32Type>())?,
        }
        to.close()
    }
}

/// What a cell is in the file.
enum Value<'a> {
    /// The text as it is, for no program takes it for a formula.
    Text(&'a str),
    /// A whole number, or the microseconds from the beginning of 1970.
    Whole(i64),
    Number(f64),
    /// The days from the beginning of 1970.
    Day(i32),
    Nothing,
}

impl<'a> Value<'a> {
    fn of(cell: &'a Cell) -> Self {
        let value = match cell {
            Cell::Word(text) | Cell::Name(text) => Some(Value::Text(text)),
            Cell::Text(text) | Cell::Named(text) => Some(Value::Text(text)),
            Cell::Truth(is_so) => Some(Value::Text(yes_or_no(*is_so))),
            Cell::Count(count) => i64::try_from(*count).ok().map(Value::Whole),
            Cell::Moment(moment) => (*moment).map(microseconds).map(Value::Whole),
            // Adding zero takes the sign from a zero.
            Cell::Number(number) => number.map(|number| Value::Number(number + 0.0)),
            Cell::Written(text) => text.parse().ok().map(Value::Number),
            // Of 0.81 in single precision the nearest number in double precision is 0.81000000238.
            Cell::Short(number) => {
                number.and_then(|number| (number + 0.0).to_string().parse().ok()).map(Value::Number)
            }
            Cell::Date(date) => (*date).and_then(days).map(Value::Day),
        };
        match value {
            None | Some(Value::Text("")) => Value::Nothing,
            Some(value) => value,
        }
    }
}

const EPOCH: Date = date(1970, 1, 1);

fn days(of: Date) -> Option<i32> {
    i32::try_from(EPOCH.duration_until(of).as_hours() / 24).ok()
}

fn microseconds(of: DateTime) -> i64 {
    // Nine thousand years of them fit.
    EPOCH.at(0, 0, 0, 0).duration_until(of).as_micros() as i64
}

fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
