//! Parquet files of cases and of rows.

use crate::batches::{Fault, bytes, column, text_column};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The first bytes of a Parquet file.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Rows of a Parquet file, some of its columns alone.
pub struct Reader {
    batches: ParquetRecordBatchReader,
    /// How many rows the file has.
    pub rows: u64,
    schema: SchemaRef,
}

impl Reader {
    /// Opens a file for the columns of these names; all of them where none is named.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it is no Parquet file or has no such column.
    pub fn open(file: File, columns: &[String], rows_at_once: usize) -> Result<Self, Fault> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
        let schema = builder.schema().clone();
        let mut wanted = Vec::new();
        for name in columns {
            wanted.push(schema.index_of(name).map_err(|_| Fault::NoColumn {
                name: name.clone(),
                known: schema.fields().iter().map(|field| field.name().clone()).collect(),
            })?);
        }
        if columns.is_empty() {
            wanted.extend(0..schema.fields().len());
        }
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let batches = builder.with_projection(mask).with_batch_size(rows_at_once).build()?;
        Ok(Self { batches, rows, schema })
    }

    /// Checks that a column is there and holds text.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it is not or does not.
    pub fn check_text(&self, name: &str) -> Result<(), Fault> {
        text_column(&self.schema, name)
    }

    /// The names of all columns of the file.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next().map(|batch| batch.map_err(Fault::from))
    }
}

/// The bytes of a text in a batch; `None` where there is none.
///
/// # Errors
///
/// [`Fault`] where there is no such column.
pub fn text<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Result<Option<&'a [u8]>, Fault> {
    Ok(bytes(column(batch, name)?, row))
}

/// The values of a column as words, for grouping: texts, whole numbers, yes and no. `None` where there is none or it is none of these.
///
/// # Errors
///
/// [`Fault`] where there is no such column.
pub fn column_words(batch: &RecordBatch, name: &str) -> Result<Vec<Option<String>>, Fault> {
    let array = column(batch, name)?;
    if let DataType::Dictionary(..) = array.data_type() {
        let dictionary = array.as_any_dictionary();
        let values = dictionary.values().as_ref();
        let keys = dictionary.normalized_keys();
        let word = |(row, key): (usize, &usize)| if array.is_null(row) { None } else { word(values, *key) };
        return Ok(keys.iter().enumerate().map(word).collect());
    }
    Ok((0..batch.num_rows()).map(|row| word(array, row)).collect())
}

fn word(array: &dyn Array, row: usize) -> Option<String> {
    use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
    if let Some(bytes) = bytes(array, row) {
        return Some(String::from_utf8_lossy(bytes).into_owned());
    }
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).to_string(),
        _ => return None,
    })
}

/// The texts of a list column at a row; empty where there are none.
#[must_use]
pub fn words(batch: &RecordBatch, name: &str, row: usize) -> Vec<String> {
    let Some(list) = batch.column_by_name(name).and_then(|array| array.as_list_opt::<i32>()) else {
        return Vec::new();
    };
    if row >= list.len() || list.is_null(row) {
        return Vec::new();
    }
    let items = list.value(row);
    (0..items.len())
        .filter_map(|at| bytes(items.as_ref(), at))
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect()
}

/// Writes batches to a Parquet file of one row group each time it is flushed.
pub struct Writer {
    writer: ArrowWriter<File>,
}

fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    WriterProperties::builder().set_compression(Compression::ZSTD(level)).build()
}

impl Writer {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it cannot be written.
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Self, Fault> {
        let file = File::create(path)?;
        Ok(Self { writer: ArrowWriter::try_new(file, schema, Some(properties()))? })
    }

    /// Puts a batch in.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it cannot be written or has other columns.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Fault> {
        Ok(self.writer.write(batch)?)
    }

    /// How many bytes it holds in memory.
    #[must_use]
    pub fn held(&self) -> usize {
        self.writer.memory_size()
    }

    /// Ends the file and sees it to the disk.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it cannot be written.
    pub fn finish(self) -> Result<(), Fault> {
        let file = self.writer.into_inner()?;
        Ok(file.sync_all()?)
    }
}

/// Puts files of one schema together into one: their row groups, in order, as they are.
///
/// # Errors
///
/// [`Fault`] where a part cannot be read or the whole not be written.
pub fn join(parts: &[std::path::PathBuf], schema: SchemaRef, whole: &Path) -> Result<(), Fault> {
    let Some(first) = parts.first() else {
        return Writer::create(whole, schema)?.finish();
    };
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&File::open(first)?)?;
    let root = metadata.file_metadata().schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(File::create(whole)?, root, Arc::new(properties()))?;
    for pair in metadata.file_metadata().key_value_metadata().into_iter().flatten() {
        writer.append_key_value_metadata(pair.clone());
    }
    for part in parts {
        let input = File::open(part)?;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&input)?;
        for group in metadata.row_groups() {
            let mut out = writer.next_row_group()?;
            for chunk in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or(0),
                    metadata: chunk.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                out.append_column(&input, close)?;
            }
            out.close()?;
        }
    }
    let file = writer.into_inner()?;
    Ok(file.sync_all()?)
}
